var e=class extends EventTarget{#e=[];get length(){return this.#e.length}[Symbol.iterator](){return this.#e.values()}follow(e,n){n.on(e.Events.AUDIO_TRACKS_UPDATED,(e,{audioTracks:r})=>{this.#t(r.map((e,r)=>t(n,e,r)))}),n.on(e.Events.AUDIO_TRACK_SWITCHED,()=>this.dispatchEvent(new Event(`change`)))}#t(e){let t=this.#e;this.#e=e;for(let e of t)this.dispatchEvent(Object.assign(new Event(`removetrack`),{track:e}));for(let t of e)this.dispatchEvent(Object.assign(new Event(`addtrack`),{track:t}))}};function t(e,{name:t,lang:n},r){return{id:String(r),kind:`main`,label:t,language:n??``,get enabled(){return e.audioTrack===r},set enabled(t){t&&(e.audioTrack=r)}}}var n=class extends EventTarget{#e;#t=[];get length(){return this.#t.length}[Symbol.iterator](){return this.#t.values()}get selectedIndex(){return this.#e?.manualLevel??-1}set selectedIndex(e){this.#e.nextLevel=e,this.dispatchEvent(new Event(`change`))}follow(e,t){this.#e=t,t.on(e.Events.MANIFEST_PARSED,(e,{levels:t})=>{t.some(e=>e.height)&&this.#n(t.map(r))})}#n(e){this.#t=e,Object.assign(this,e);for(let t of e)this.dispatchEvent(Object.assign(new Event(`addrendition`),{rendition:t}))}};function r(e,t){return{id:String(t),name:new URL(e.uri,location.href).pathname.split(`/`).at(-2),width:e.width,height:e.height,bitrate:e.bitrate,codec:e.codecs}}var i=document.querySelector(`video`);i&&(`ManagedMediaSource`in window||`MediaSource`in window)&&(Object.defineProperty(i,"audioTracks",{value:new e}),Object.defineProperty(i,"videoRenditions",{value:new n}));var a=class{addEventListener(){}removeEventListener(){}dispatchEvent(){return!0}},o=class extends a{},s=class extends o{constructor(){super(...arguments),this.role=null}},c=class{observe(){}unobserve(){}disconnect(){}},l={createElement:function(){return new u.HTMLElement},createElementNS:function(){return new u.HTMLElement},addEventListener(){},removeEventListener(){},dispatchEvent(e){return!1}},u={ResizeObserver:c,document:l,Node:o,Element:s,HTMLElement:class extends s{constructor(){super(...arguments),this.innerHTML=``}get content(){return new u.DocumentFragment}},DocumentFragment:class extends a{},customElements:{get:function(){},define:function(){},whenDefined:function(){}},localStorage:{getItem(e){return null},setItem(e,t){},removeItem(e){}},CustomEvent:function(){},getComputedStyle:function(){},navigator:{languages:[],get userAgent(){return``}},matchMedia(e){return{matches:!1,media:e}},DOMParser:class{parseFromString(e,t){return{body:{textContent:e}}}}},d=`global`in globalThis&&(globalThis==null?void 0:globalThis.global)===globalThis||typeof window>`u`||window.customElements===void 0,f=Object.keys(u).every(e=>e in globalThis),p=d&&!f?u:globalThis,m=d&&!f?l:globalThis.document,h={MEDIA_PLAY_REQUEST:`mediaplayrequest`,MEDIA_PAUSE_REQUEST:`mediapauserequest`,MEDIA_MUTE_REQUEST:`mediamuterequest`,MEDIA_UNMUTE_REQUEST:`mediaunmuterequest`,MEDIA_LOOP_REQUEST:`medialooprequest`,MEDIA_VOLUME_REQUEST:`mediavolumerequest`,MEDIA_SEEK_REQUEST:`mediaseekrequest`,MEDIA_AIRPLAY_REQUEST:`mediaairplayrequest`,MEDIA_ENTER_FULLSCREEN_REQUEST:`mediaenterfullscreenrequest`,MEDIA_EXIT_FULLSCREEN_REQUEST:`mediaexitfullscreenrequest`,MEDIA_PREVIEW_REQUEST:`mediapreviewrequest`,MEDIA_ENTER_PIP_REQUEST:`mediaenterpiprequest`,MEDIA_EXIT_PIP_REQUEST:`mediaexitpiprequest`,MEDIA_ENTER_CAST_REQUEST:`mediaentercastrequest`,MEDIA_EXIT_CAST_REQUEST:`mediaexitcastrequest`,MEDIA_SHOW_TEXT_TRACKS_REQUEST:`mediashowtexttracksrequest`,MEDIA_HIDE_TEXT_TRACKS_REQUEST:`mediahidetexttracksrequest`,MEDIA_SHOW_SUBTITLES_REQUEST:`mediashowsubtitlesrequest`,MEDIA_DISABLE_SUBTITLES_REQUEST:`mediadisablesubtitlesrequest`,MEDIA_TOGGLE_SUBTITLES_REQUEST:`mediatogglesubtitlesrequest`,MEDIA_PLAYBACK_RATE_REQUEST:`mediaplaybackraterequest`,MEDIA_RENDITION_REQUEST:`mediarenditionrequest`,MEDIA_AUDIO_TRACK_REQUEST:`mediaaudiotrackrequest`,MEDIA_SEEK_TO_LIVE_REQUEST:`mediaseektoliverequest`,REGISTER_MEDIA_STATE_RECEIVER:`registermediastatereceiver`,UNREGISTER_MEDIA_STATE_RECEIVER:`unregistermediastatereceiver`},g={MEDIA_CHROME_ATTRIBUTES:`mediachromeattributes`,MEDIA_CONTROLLER:`mediacontroller`},ee={MEDIA_AIRPLAY_UNAVAILABLE:`mediaAirplayUnavailable`,MEDIA_AUDIO_TRACK_ENABLED:`mediaAudioTrackEnabled`,MEDIA_AUDIO_TRACK_LIST:`mediaAudioTrackList`,MEDIA_AUDIO_TRACK_UNAVAILABLE:`mediaAudioTrackUnavailable`,MEDIA_BUFFERED:`mediaBuffered`,MEDIA_CAST_UNAVAILABLE:`mediaCastUnavailable`,MEDIA_CHAPTERS_CUES:`mediaChaptersCues`,MEDIA_CURRENT_TIME:`mediaCurrentTime`,MEDIA_DURATION:`mediaDuration`,MEDIA_ENDED:`mediaEnded`,MEDIA_ERROR:`mediaError`,MEDIA_ERROR_CODE:`mediaErrorCode`,MEDIA_ERROR_MESSAGE:`mediaErrorMessage`,MEDIA_FULLSCREEN_UNAVAILABLE:`mediaFullscreenUnavailable`,MEDIA_HAS_PLAYED:`mediaHasPlayed`,MEDIA_HEIGHT:`mediaHeight`,MEDIA_IS_AIRPLAYING:`mediaIsAirplaying`,MEDIA_IS_CASTING:`mediaIsCasting`,MEDIA_IS_FULLSCREEN:`mediaIsFullscreen`,MEDIA_IS_PIP:`mediaIsPip`,MEDIA_LOADING:`mediaLoading`,MEDIA_MUTED:`mediaMuted`,MEDIA_LOOP:`mediaLoop`,MEDIA_PAUSED:`mediaPaused`,MEDIA_PIP_UNAVAILABLE:`mediaPipUnavailable`,MEDIA_PLAYBACK_RATE:`mediaPlaybackRate`,MEDIA_PREVIEW_CHAPTER:`mediaPreviewChapter`,MEDIA_PREVIEW_COORDS:`mediaPreviewCoords`,MEDIA_PREVIEW_IMAGE:`mediaPreviewImage`,MEDIA_PREVIEW_TIME:`mediaPreviewTime`,MEDIA_RENDITION_LIST:`mediaRenditionList`,MEDIA_RENDITION_SELECTED:`mediaRenditionSelected`,MEDIA_RENDITION_UNAVAILABLE:`mediaRenditionUnavailable`,MEDIA_SEEKABLE:`mediaSeekable`,MEDIA_STREAM_TYPE:`mediaStreamType`,MEDIA_SUBTITLES_LIST:`mediaSubtitlesList`,MEDIA_SUBTITLES_SHOWING:`mediaSubtitlesShowing`,MEDIA_TARGET_LIVE_WINDOW:`mediaTargetLiveWindow`,MEDIA_TIME_IS_LIVE:`mediaTimeIsLive`,MEDIA_VOLUME:`mediaVolume`,MEDIA_VOLUME_LEVEL:`mediaVolumeLevel`,MEDIA_VOLUME_UNAVAILABLE:`mediaVolumeUnavailable`,MEDIA_LANG:`mediaLang`,MEDIA_WIDTH:`mediaWidth`},te=Object.entries(ee),_=te.reduce((e,[t,n])=>(e[t]=n.toLowerCase(),e),{}),ne=te.reduce((e,[t,n])=>(e[t]=n.toLowerCase(),e),{USER_INACTIVE_CHANGE:`userinactivechange`,BREAKPOINTS_CHANGE:`breakpointchange`,BREAKPOINTS_COMPUTED:`breakpointscomputed`});Object.entries(ne).reduce((e,[t,n])=>{let r=_[t];return r&&(e[n]=r),e},{userinactivechange:`userinactive`});var re=Object.entries(_).reduce((e,[t,n])=>{let r=ne[t];return r&&(e[n]=r),e},{userinactive:`userinactivechange`}),v={SUBTITLES:`subtitles`,CAPTIONS:`captions`,DESCRIPTIONS:`descriptions`,CHAPTERS:`chapters`,METADATA:`metadata`},ie={DISABLED:`disabled`,HIDDEN:`hidden`,SHOWING:`showing`},ae={MOUSE:`mouse`,PEN:`pen`,TOUCH:`touch`},y={UNAVAILABLE:`unavailable`,UNSUPPORTED:`unsupported`},oe={LIVE:`live`,ON_DEMAND:`on-demand`,UNKNOWN:`unknown`},se={INLINE:`inline`,FULLSCREEN:`fullscreen`,PICTURE_IN_PICTURE:`picture-in-picture`},ce=new WeakMap,le=e=>{let t=ce.get(e);return t||ce.set(e,t=new Set),t},ue=new p.ResizeObserver(e=>{for(let t of e)for(let e of le(t.target))e(t)});function de(e,t){le(e).add(t),ue.observe(e)}function fe(e,t){let n=le(e);n.delete(t),n.size||ue.unobserve(e)}function b(e){let t={};for(let n of e)t[n.name]=n.value;return t}function pe(e){return me(e)??ge(e,`media-controller`)}function me(e){let{MEDIA_CONTROLLER:t}=g,n=e.getAttribute(t);if(n)return ve(e)?.getElementById(n)}var he=(e,t)=>!e||!t?!1:e?.contains(t)?!0:he(e,t.getRootNode().host),ge=(e,t)=>e?e.closest(t)||ge(e.getRootNode().host,t):null;function _e(e=document){let t=e?.activeElement;return t?_e(t.shadowRoot)??t:null}function ve(e){let t=(e?.getRootNode)?.call(e);return t instanceof ShadowRoot||t instanceof Document?t:null}function ye(e,{depth:t=3,checkOpacity:n=!0,checkVisibilityCSS:r=!0}={}){if(e.checkVisibility)return e.checkVisibility({checkOpacity:n,checkVisibilityCSS:r});let i=e;for(;i&&t>0;){let e=getComputedStyle(i);if(n&&e.opacity===`0`||r&&e.visibility===`hidden`||e.display===`none`)return!1;i=i.parentElement,t--}return!0}function be(e,t,n,r){let i=r.x-n.x,a=r.y-n.y,o=i*i+a*a;if(o===0)return 0;let s=((e-n.x)*i+(t-n.y)*a)/o;return Math.max(0,Math.min(1,s))}function x(e,t){return xe(e,e=>e===t)||Se(e,t)}function xe(e,t){let n;for(n of e.querySelectorAll(`style:not([media])`)??[]){let e;try{e=n.sheet?.cssRules}catch{continue}for(let n of e??[])if(t(n.selectorText))return n}}function Se(e,t){let n=e.querySelectorAll(`style:not([media])`)??[],r=n?.[n.length-1];if(!r?.sheet)return console.warn(`Media Chrome: No style sheet found on style tag of`,e),{style:{setProperty:()=>{},removeProperty:()=>``,getPropertyValue:()=>``}};let i=r?.sheet.insertRule(`${t}{}`,r.sheet.cssRules.length);return r.sheet.cssRules?.[i]}function S(e,t,n=NaN){let r=e.getAttribute(t);return r==null?n:+r}function C(e,t,n){let r=+n;n==null||Number.isNaN(r)?e.hasAttribute(t)&&e.removeAttribute(t):S(e,t,void 0)!==r&&e.setAttribute(t,`${r}`)}function w(e,t){return e.hasAttribute(t)}function T(e,t,n){n==null?e.hasAttribute(t)&&e.removeAttribute(t):w(e,t)!=n&&e.toggleAttribute(t,n)}function E(e,t,n=null){return e.getAttribute(t)??n}function D(e,t,n){if(n==null){e.hasAttribute(t)&&e.removeAttribute(t);return}let r=`${n}`;E(e,t,void 0)!==r&&e.setAttribute(t,r)}var Ce=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},we=(e,t,n)=>(Ce(e,t,`read from private field`),n?n.call(e):t.get(e)),Te=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Ee=(e,t,n,r)=>(Ce(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),O;function De(e){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-gesture-receiver-display, inline-block));
        box-sizing: border-box;
      }
    </style>
  `}var Oe=class extends p.HTMLElement{constructor(){if(super(),Te(this,O,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[g.MEDIA_CONTROLLER,_.MEDIA_PAUSED]}attributeChangedCallback(e,t,n){var r,i,a,o;e===g.MEDIA_CONTROLLER&&(t&&((i=(r=we(this,O))?.unassociateElement)==null||i.call(r,this),Ee(this,O,null)),n&&this.isConnected&&(Ee(this,O,this.getRootNode()?.getElementById(n)),(o=(a=we(this,O))?.associateElement)==null||o.call(a,this)))}connectedCallback(){var e,t;this.tabIndex=-1,this.setAttribute(`aria-hidden`,`true`),Ee(this,O,ke(this)),this.getAttribute(g.MEDIA_CONTROLLER)&&((t=(e=we(this,O))?.associateElement)==null||t.call(e,this)),we(this,O)&&(we(this,O).addEventListener(`pointerdown`,this),we(this,O).addEventListener(`click`,this),we(this,O).hasAttribute(`tabindex`)||(we(this,O).tabIndex=0))}disconnectedCallback(){var e,t,n,r;this.getAttribute(g.MEDIA_CONTROLLER)&&((t=(e=we(this,O))?.unassociateElement)==null||t.call(e,this)),(n=we(this,O))==null||n.removeEventListener(`pointerdown`,this),(r=we(this,O))==null||r.removeEventListener(`click`,this),Ee(this,O,null)}handleEvent(e){let t=e.composedPath()?.[0];if([`video`,`media-controller`].includes(t?.localName)){if(e.type===`pointerdown`)this._pointerType=e.pointerType;else if(e.type===`click`){let{clientX:t,clientY:n}=e,{left:r,top:i,width:a,height:o}=this.getBoundingClientRect(),s=t-r,c=n-i;if(s<0||c<0||s>a||c>o||a===0&&o===0)return;let l=this._pointerType||`mouse`;if(this._pointerType=void 0,l===ae.TOUCH){this.handleTap(e);return}if(l===ae.MOUSE||l===ae.PEN){this.handleMouseClick(e);return}}}}get mediaPaused(){return w(this,_.MEDIA_PAUSED)}set mediaPaused(e){T(this,_.MEDIA_PAUSED,e)}handleTap(e){}handleMouseClick(e){let t=this.mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new p.CustomEvent(t,{composed:!0,bubbles:!0}))}};O=new WeakMap,Oe.shadowRootOptions={mode:`open`},Oe.getTemplateHTML=De;function ke(e){let t=e.getAttribute(g.MEDIA_CONTROLLER);return t?e.getRootNode()?.getElementById(t):ge(e,`media-controller`)}p.customElements.get(`media-gesture-receiver`)||p.customElements.define(`media-gesture-receiver`,Oe);var Ae=Oe,je={en:{"Start airplay":`Start airplay`,"Stop airplay":`Stop airplay`,Audio:`Audio`,Captions:`Captions`,"Enable captions":`Enable captions`,"Disable captions":`Disable captions`,"Start casting":`Start casting`,"Stop casting":`Stop casting`,"Enter fullscreen mode":`Enter fullscreen mode`,"Exit fullscreen mode":`Exit fullscreen mode`,Mute:`Mute`,Unmute:`Unmute`,Loop:`Loop`,"Enter picture in picture mode":`Enter picture in picture mode`,"Exit picture in picture mode":`Exit picture in picture mode`,Play:`Play`,Pause:`Pause`,"Playback rate":`Playback rate`,"Playback rate {playbackRate}":`Playback rate {playbackRate}`,Quality:`Quality`,"Seek backward":`Seek backward`,"Seek forward":`Seek forward`,Settings:`Settings`,Auto:`Auto`,"audio player":`audio player`,"video player":`video player`,volume:`volume`,seek:`seek`,"closed captions":`closed captions`,"current playback rate":`current playback rate`,"playback time":`playback time`,"media loading":`media loading`,settings:`settings`,"audio tracks":`audio tracks`,quality:`quality`,play:`play`,pause:`pause`,mute:`mute`,unmute:`unmute`,"chapter: {chapterName}":`chapter: {chapterName}`,live:`live`,Off:`Off`,"start airplay":`start airplay`,"stop airplay":`stop airplay`,"start casting":`start casting`,"stop casting":`stop casting`,"enter fullscreen mode":`enter fullscreen mode`,"exit fullscreen mode":`exit fullscreen mode`,"enter picture in picture mode":`enter picture in picture mode`,"exit picture in picture mode":`exit picture in picture mode`,"seek to live":`seek to live`,"playing live":`playing live`,"seek back {seekOffset} seconds":`seek back {seekOffset} seconds`,"seek forward {seekOffset} seconds":`seek forward {seekOffset} seconds`,"Network Error":`Network Error`,"Decode Error":`Decode Error`,"Source Not Supported":`Source Not Supported`,"Encryption Error":`Encryption Error`,"A network error caused the media download to fail.":`A network error caused the media download to fail.`,"A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.":`A media error caused playback to be aborted. The media could be corrupt or your browser does not support this format.`,"An unsupported error occurred. The server or network failed, or your browser does not support this format.":`An unsupported error occurred. The server or network failed, or your browser does not support this format.`,"The media is encrypted and there are no keys to decrypt it.":`The media is encrypted and there are no keys to decrypt it.`,hour:`hour`,hours:`hours`,minute:`minute`,minutes:`minutes`,second:`second`,seconds:`seconds`,"{time} remaining":`{time} remaining`,"{currentTime} of {totalTime}":`{currentTime} of {totalTime}`,"video not loaded, unknown time.":`video not loaded, unknown time.`}},Me=globalThis.navigator?.language||`en`,Ne=e=>{Me=e},Pe=e=>{let[t]=Me.split(`-`);return je[Me]?.[e]||je[t]?.[e]||je.en?.[e]||e},Fe=()=>{let[e]=Me.split(`-`);return je[Me]?Me:je[e]?e:`en`},k=(e,t={})=>Pe(e).replace(/\{(\w+)\}/g,(e,n)=>n in t?String(t[n]):`{${n}}`),Ie=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},A=(e,t,n)=>(Ie(e,t,`read from private field`),n?n.call(e):t.get(e)),j=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Le=(e,t,n,r)=>(Ie(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Re=(e,t,n)=>(Ie(e,t,`access private method`),n),ze,Be,Ve,He,Ue,We,Ge,Ke,qe,Je,Ye,Xe,Ze,Qe,$e,et,tt,nt,rt,it,M={AUDIO:`audio`,AUTOHIDE:`autohide`,BREAKPOINTS:`breakpoints`,GESTURES_DISABLED:`gesturesdisabled`,KEYBOARD_CONTROL:`keyboardcontrol`,NO_AUTOHIDE:`noautohide`,USER_INACTIVE:`userinactive`,AUTOHIDE_OVER_CONTROLS:`autohideovercontrols`};function at(e){return`
    <style>
      
      :host([${_.MEDIA_IS_FULLSCREEN}]) ::slotted([slot=media]) {
        outline: none;
      }

      :host {
        box-sizing: border-box;
        position: relative;
        display: inline-block;
        line-height: 0;
        background-color: var(--media-background-color, #000);
        overflow: hidden;
      }

      :host(:not([${M.AUDIO}])) [part~=layer]:not([part~=media-layer]) {
        position: absolute;
        top: 0;
        left: 0;
        bottom: 0;
        right: 0;
        display: flex;
        flex-flow: column nowrap;
        align-items: start;
        pointer-events: none;
        background: none;
      }

      slot[name=media] {
        display: var(--media-slot-display, contents);
      }

      
      :host([${M.AUDIO}]) slot[name=media] {
        display: var(--media-slot-display, none);
      }

      
      :host([${M.AUDIO}]) [part~=layer][part~=gesture-layer] {
        height: 0;
        display: block;
      }

      
      :host(:not([${M.AUDIO}])[${M.GESTURES_DISABLED}]) ::slotted([slot=gestures-chrome]),
          :host(:not([${M.AUDIO}])[${M.GESTURES_DISABLED}]) media-gesture-receiver[slot=gestures-chrome] {
        display: none;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not(media-loading-indicator):not([role=dialog]):not([hidden])) {
        pointer-events: auto;
      }

      :host(:not([${M.AUDIO}])) *[part~=layer][part~=centered-layer] {
        align-items: center;
        justify-content: center;
      }

      :host(:not([${M.AUDIO}])) ::slotted(media-gesture-receiver[slot=gestures-chrome]),
      :host(:not([${M.AUDIO}])) media-gesture-receiver[slot=gestures-chrome] {
        align-self: stretch;
        flex-grow: 1;
      }

      slot[name=middle-chrome] {
        display: inline;
        flex-grow: 1;
        pointer-events: none;
        background: none;
      }

      
      ::slotted([slot=media]),
      ::slotted([slot=poster]) {
        width: 100%;
        height: 100%;
      }

      
      :host(:not([${M.AUDIO}])) .spacer {
        flex-grow: 1;
      }

      
      :host(:-webkit-full-screen) {
        
        width: 100% !important;
        height: 100% !important;
      }

      
      ::slotted(:not([slot=media]):not([slot=poster]):not([${M.NO_AUTOHIDE}]):not([hidden]):not([role=dialog])) {
        opacity: 1;
        transition: var(--media-control-transition-in, opacity 0.25s);
      }

      
      :host([${M.USER_INACTIVE}]:not([${_.MEDIA_PAUSED}]):not([${_.MEDIA_IS_AIRPLAYING}]):not([${_.MEDIA_IS_CASTING}]):not([${M.AUDIO}])) ::slotted(:not([slot=media]):not([slot=poster]):not([${M.NO_AUTOHIDE}]):not([role=dialog])) {
        opacity: 0;
        transition: var(--media-control-transition-out, opacity 1s);
      }

      :host([${M.USER_INACTIVE}]:not([${M.NO_AUTOHIDE}]):not([${_.MEDIA_PAUSED}]):not([${_.MEDIA_IS_CASTING}]):not([${M.AUDIO}])) ::slotted([slot=media]) {
        cursor: none;
      }

      :host([${M.USER_INACTIVE}][${M.AUTOHIDE_OVER_CONTROLS}]:not([${M.NO_AUTOHIDE}]):not([${_.MEDIA_PAUSED}]):not([${_.MEDIA_IS_CASTING}]):not([${M.AUDIO}])) * {
        --media-cursor: none;
        cursor: none;
      }


      ::slotted(media-control-bar)  {
        align-self: stretch;
      }

      
      
      :host(:not([${M.AUDIO}])[${_.MEDIA_HAS_PLAYED}]) slot[name=poster],
      :host(:not([${M.AUDIO}])[${_.MEDIA_STREAM_TYPE}="${oe.ON_DEMAND}"][${_.MEDIA_CURRENT_TIME}]:not([${_.MEDIA_CURRENT_TIME}="0"])) slot[name=poster] {
        display: none;
      }

      ::slotted([role=dialog]) {
        width: 100%;
        height: 100%;
        align-self: center;
      }

      ::slotted([role=menu]) {
        align-self: end;
      }
    </style>

    <slot name="media" part="layer media-layer"></slot>
    <slot name="poster" part="layer poster-layer"></slot>
    <slot name="gestures-chrome" part="layer gesture-layer">
      <media-gesture-receiver slot="gestures-chrome">
        <template shadowrootmode="${Ae.shadowRootOptions.mode}">
          ${Ae.getTemplateHTML({})}
        </template>
      </media-gesture-receiver>
    </slot>
    <span part="layer vertical-layer">
      <slot name="top-chrome" part="top chrome"></slot>
      <slot name="middle-chrome" part="middle chrome"></slot>
      <slot name="centered-chrome" part="layer centered-layer center centered chrome"></slot>
      
      <slot part="bottom chrome"></slot>
    </span>
    <slot name="dialog" part="layer dialog-layer"></slot>
  `}var ot=Object.values(_),st=`sm:384 md:576 lg:768 xl:960`;function ct(e){lt(e.target,e.contentRect.width)}function lt(e,t){if(!e.isConnected)return;let n=ut(e.getAttribute(M.BREAKPOINTS)??st),r=dt(n,t),i=!1;if(Object.keys(n).forEach(t=>{r.includes(t)?e.hasAttribute(`breakpoint${t}`)||(e.setAttribute(`breakpoint${t}`,``),i=!0):e.hasAttribute(`breakpoint${t}`)&&(e.removeAttribute(`breakpoint${t}`),i=!0)}),i){let t=new CustomEvent(ne.BREAKPOINTS_CHANGE,{detail:r});e.dispatchEvent(t)}e.breakpointsComputed||(e.breakpointsComputed=!0,e.dispatchEvent(new CustomEvent(ne.BREAKPOINTS_COMPUTED,{bubbles:!0,composed:!0})))}function ut(e){let t=e.split(/\s+/);return Object.fromEntries(t.map(e=>e.split(`:`)))}function dt(e,t){return Object.keys(e).filter(n=>t>=parseInt(e[n]))}var ft=class extends p.HTMLElement{constructor(){if(super(),j(this,qe),j(this,Ye),j(this,Ze),j(this,$e),j(this,tt),j(this,ze,void 0),j(this,Be,0),j(this,Ve,null),j(this,He,null),j(this,Ue,void 0),this.breakpointsComputed=!1,j(this,We,e=>{let t=this.media;for(let n of e){if(n.type!==`childList`)continue;let e=n.removedNodes;for(let r of e){if(r.slot!=`media`||n.target!=this)continue;let e=n.previousSibling&&n.previousSibling.previousElementSibling;if(!e||!t)this.mediaUnsetCallback(r);else{let t=e.slot!==`media`;for(;(e=e.previousSibling)!==null;)e.slot==`media`&&(t=!1);t&&this.mediaUnsetCallback(r)}}if(t)for(let e of n.addedNodes)e===t&&this.handleMediaUpdated(t)}}),j(this,Ge,!1),j(this,Ke,e=>{A(this,Ge)||(setTimeout(()=>{ct(e),Le(this,Ge,!1)},0),Le(this,Ge,!0))}),j(this,rt,void 0),j(this,it,()=>{A(this,rt).assignedElements({flatten:!0}).length?this.handleMediaUpdated(this.media):A(this,Ve)&&this.mediaUnsetCallback(A(this,Ve))}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}Le(this,ze,new MutationObserver(A(this,We)))}static get observedAttributes(){return[M.AUTOHIDE,M.GESTURES_DISABLED].concat(ot).filter(e=>![_.MEDIA_RENDITION_LIST,_.MEDIA_AUDIO_TRACK_LIST,_.MEDIA_CHAPTERS_CUES,_.MEDIA_WIDTH,_.MEDIA_HEIGHT,_.MEDIA_ERROR,_.MEDIA_ERROR_MESSAGE].includes(e))}attributeChangedCallback(e,t,n){e.toLowerCase()==M.AUTOHIDE&&(this.autohide=n)}get media(){let e=this.querySelector(`:scope > [slot=media]`);return e?.nodeName==`SLOT`&&(e=e.assignedElements({flatten:!0})[0]),e}async handleMediaUpdated(e){e&&(Le(this,Ve,e),e.localName.includes(`-`)&&await p.customElements.whenDefined(e.localName),this.mediaSetCallback(e))}connectedCallback(){var e;A(this,ze).observe(this,{childList:!0,subtree:!0}),de(this,A(this,Ke));let t=this.getAttribute(M.AUDIO)==null?k(`video player`):k(`audio player`);this.setAttribute(`role`,`region`),this.setAttribute(`aria-label`,t),this.handleMediaUpdated(this.media),this.setAttribute(M.USER_INACTIVE,``),lt(this,this.getBoundingClientRect().width);let n=this.querySelector(`:scope > slot[slot=media]`);n&&(Le(this,rt,n),A(this,rt).addEventListener(`slotchange`,A(this,it))),this.addEventListener(`pointerdown`,this),this.addEventListener(`pointermove`,this),this.addEventListener(`pointerup`,this),this.addEventListener(`mouseleave`,this),this.addEventListener(`keyup`,this),(e=p.window)==null||e.addEventListener(`mouseup`,this)}disconnectedCallback(){var e;fe(this,A(this,Ke)),clearTimeout(A(this,He)),A(this,ze).disconnect(),this.media&&this.mediaUnsetCallback(this.media),(e=p.window)==null||e.removeEventListener(`mouseup`,this),this.removeEventListener(`pointerdown`,this),this.removeEventListener(`pointermove`,this),this.removeEventListener(`pointerup`,this),this.removeEventListener(`mouseleave`,this),this.removeEventListener(`keyup`,this),A(this,rt)&&(A(this,rt).removeEventListener(`slotchange`,A(this,it)),Le(this,rt,null)),Le(this,Ge,!1)}mediaSetCallback(e){}mediaUnsetCallback(e){Le(this,Ve,null)}handleEvent(e){switch(e.type){case`pointerdown`:Le(this,Be,e.timeStamp);break;case`pointermove`:Re(this,qe,Je).call(this,e);break;case`pointerup`:Re(this,Ye,Xe).call(this,e);break;case`mouseleave`:Re(this,Ze,Qe).call(this);break;case`mouseup`:this.removeAttribute(M.KEYBOARD_CONTROL);break;case`keyup`:Re(this,tt,nt).call(this),this.setAttribute(M.KEYBOARD_CONTROL,``)}}set autohide(e){let t=Number(e);Le(this,Ue,isNaN(t)?0:t)}get autohide(){return(A(this,Ue)===void 0?2:A(this,Ue)).toString()}get breakpoints(){return E(this,M.BREAKPOINTS)}set breakpoints(e){D(this,M.BREAKPOINTS,e)}get audio(){return w(this,M.AUDIO)}set audio(e){T(this,M.AUDIO,e)}get gesturesDisabled(){return w(this,M.GESTURES_DISABLED)}set gesturesDisabled(e){T(this,M.GESTURES_DISABLED,e)}get keyboardControl(){return w(this,M.KEYBOARD_CONTROL)}set keyboardControl(e){T(this,M.KEYBOARD_CONTROL,e)}get noAutohide(){return w(this,M.NO_AUTOHIDE)}set noAutohide(e){T(this,M.NO_AUTOHIDE,e)}get autohideOverControls(){return w(this,M.AUTOHIDE_OVER_CONTROLS)}set autohideOverControls(e){T(this,M.AUTOHIDE_OVER_CONTROLS,e)}get userInteractive(){return w(this,M.USER_INACTIVE)}set userInteractive(e){T(this,M.USER_INACTIVE,e)}};ze=new WeakMap,Be=new WeakMap,Ve=new WeakMap,He=new WeakMap,Ue=new WeakMap,We=new WeakMap,Ge=new WeakMap,Ke=new WeakMap,qe=new WeakSet,Je=function(e){if(e.pointerType!==`mouse`&&e.timeStamp-A(this,Be)<250)return;Re(this,$e,et).call(this),clearTimeout(A(this,He));let t=this.hasAttribute(M.AUTOHIDE_OVER_CONTROLS);([this,this.media].includes(e.target)||t)&&Re(this,tt,nt).call(this)},Ye=new WeakSet,Xe=function(e){if(e.pointerType===`touch`){let t=!this.hasAttribute(M.USER_INACTIVE);[this,this.media].includes(e.target)&&t?Re(this,Ze,Qe).call(this):Re(this,tt,nt).call(this)}else e.composedPath().some(e=>[`media-play-button`,`media-fullscreen-button`].includes(e?.localName))&&Re(this,tt,nt).call(this)},Ze=new WeakSet,Qe=function(){if(A(this,Ue)<0||this.hasAttribute(M.USER_INACTIVE))return;this.setAttribute(M.USER_INACTIVE,``);let e=new p.CustomEvent(ne.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!0});this.dispatchEvent(e)},$e=new WeakSet,et=function(){if(!this.hasAttribute(M.USER_INACTIVE))return;this.removeAttribute(M.USER_INACTIVE);let e=new p.CustomEvent(ne.USER_INACTIVE_CHANGE,{composed:!0,bubbles:!0,detail:!1});this.dispatchEvent(e)},tt=new WeakSet,nt=function(){Re(this,$e,et).call(this),clearTimeout(A(this,He));let e=parseInt(this.autohide);e<0||Le(this,He,setTimeout(()=>{Re(this,Ze,Qe).call(this)},e*1e3))},rt=new WeakMap,it=new WeakMap,ft.shadowRootOptions={mode:`open`},ft.getTemplateHTML=at,p.customElements.get(`media-container`)||p.customElements.define(`media-container`,ft);var pt=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},mt=(e,t,n)=>(pt(e,t,`read from private field`),n?n.call(e):t.get(e)),ht=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},gt=(e,t,n,r)=>(pt(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),_t=(e,t,n)=>(pt(e,t,`access private method`),n),vt,yt,bt,xt,St,Ct,wt,Tt,Et,Dt,Ot,kt,At,jt,Mt;function Nt(e){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        display: var(--media-dialog-display, inline-flex);
        justify-content: center;
        align-items: center;
        
        transition-behavior: allow-discrete;
        visibility: hidden;
        opacity: 0;
        transform: translateY(2px) scale(.99);
        pointer-events: none;
      }

      :host([open]) {
        transition: display .2s, visibility 0s, opacity .2s ease-out, transform .15s ease-out;
        visibility: visible;
        opacity: 1;
        transform: translateY(0) scale(1);
        pointer-events: auto;
      }

      #content {
        display: flex;
        position: relative;
        box-sizing: border-box;
        width: min(320px, 100%);
        word-wrap: break-word;
        max-height: 100%;
        overflow: auto;
        text-align: center;
        line-height: 1.4;
      }
    </style>
    ${this.getSlotTemplateHTML(e)}
  `}function Pt(e){return`
    <slot id="content"></slot>
  `}var Ft={OPEN:`open`,ANCHOR:`anchor`},It=class extends p.HTMLElement{constructor(){super(),ht(this,xt),ht(this,Ct),ht(this,Tt),ht(this,Dt),ht(this,kt),ht(this,jt),ht(this,vt,!1),ht(this,yt,null),ht(this,bt,null)}static get observedAttributes(){return[Ft.OPEN,Ft.ANCHOR]}get open(){return w(this,Ft.OPEN)}set open(e){T(this,Ft.OPEN,e)}handleEvent(e){switch(e.type){case`invoke`:_t(this,Dt,Ot).call(this,e);break;case`focusout`:_t(this,kt,At).call(this,e);break;case`keydown`:_t(this,jt,Mt).call(this,e)}}connectedCallback(){_t(this,xt,St).call(this),this.role||=`dialog`,this.addEventListener(`invoke`,this),this.addEventListener(`focusout`,this),this.addEventListener(`keydown`,this)}disconnectedCallback(){this.removeEventListener(`invoke`,this),this.removeEventListener(`focusout`,this),this.removeEventListener(`keydown`,this)}attributeChangedCallback(e,t,n){_t(this,xt,St).call(this),e===Ft.OPEN&&n!==t&&(this.open?_t(this,Ct,wt).call(this):_t(this,Tt,Et).call(this))}focus(){gt(this,yt,_e());let e=!this.dispatchEvent(new Event(`focus`,{composed:!0,cancelable:!0})),t=!this.dispatchEvent(new Event(`focusin`,{composed:!0,bubbles:!0,cancelable:!0}));e||t||this.querySelector(`[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]`)?.focus()}get keysUsed(){return[`Escape`,`Tab`]}};vt=new WeakMap,yt=new WeakMap,bt=new WeakMap,xt=new WeakSet,St=function(){if(!mt(this,vt)&&(gt(this,vt,!0),!this.shadowRoot)){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e),queueMicrotask(()=>{let{style:e}=x(this.shadowRoot,`:host`);e.setProperty(`transition`,`display .15s, visibility .15s, opacity .15s ease-in, transform .15s ease-in`)})}},Ct=new WeakSet,wt=function(){var e;(e=mt(this,bt))==null||e.setAttribute(`aria-expanded`,`true`),this.dispatchEvent(new Event(`open`,{composed:!0,bubbles:!0})),this.addEventListener(`transitionend`,()=>this.focus(),{once:!0})},Tt=new WeakSet,Et=function(){var e;(e=mt(this,bt))==null||e.setAttribute(`aria-expanded`,`false`),this.dispatchEvent(new Event(`close`,{composed:!0,bubbles:!0}))},Dt=new WeakSet,Ot=function(e){gt(this,bt,e.relatedTarget),he(this,e.relatedTarget)||(this.open=!this.open)},kt=new WeakSet,At=function(e){var t;he(this,e.relatedTarget)||((t=mt(this,yt))==null||t.focus(),mt(this,bt)&&mt(this,bt)!==e.relatedTarget&&this.open&&(this.open=!1))},jt=new WeakSet,Mt=function(e){var t,n,r,i,a;let{key:o,ctrlKey:s,altKey:c,metaKey:l}=e;s||c||l||this.keysUsed.includes(o)&&(e.preventDefault(),e.stopPropagation(),o===`Tab`?(e.shiftKey?(n=(t=this.previousElementSibling)?.focus)==null||n.call(t):(i=(r=this.nextElementSibling)?.focus)==null||i.call(r),this.blur()):o===`Escape`&&((a=mt(this,yt))==null||a.focus(),this.open=!1))},It.shadowRootOptions={mode:`open`},It.getTemplateHTML=Nt,It.getSlotTemplateHTML=Pt,p.customElements.get(`media-chrome-dialog`)||p.customElements.define(`media-chrome-dialog`,It);var Lt=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Rt=(e,t,n)=>(Lt(e,t,`read from private field`),n?n.call(e):t.get(e)),zt=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Bt,Vt,Ht={HOTKEYS:`hotkeys`},Ut=[{keys:[{key:` `,label:`Space`},{key:`k`}],description:`Toggle Playback`},{keys:[{key:`m`}],description:`Toggle mute`},{keys:[{key:`f`}],description:`Toggle fullscreen`},{keys:[{key:`c`}],description:`Toggle captions or subtitles, if available`},{keys:[{key:`p`}],description:`Toggle Picture in Picture`},{keys:[{key:`ArrowLeft`,label:`←`},{key:`j`}],description:`Seek back 10s`},{keys:[{key:`ArrowRight`,label:`→`},{key:`l`}],description:`Seek forward 10s`},{keys:[{key:`ArrowUp`,label:`↑`}],description:`Turn volume up`},{keys:[{key:`ArrowDown`,label:`↓`}],description:`Turn volume down`},{keys:[{key:`<`,label:`< (SHIFT+,)`}],description:`Decrease playback rate`},{keys:[{key:`>`,label:`> (SHIFT+.)`}],description:`Increase playback rate`},{keys:[{key:`shift+/`,label:`SHIFT+/`}],description:`Show keyboard shortcuts`}];function Wt(e){return e===` `?`nospace`:`no${e.toLowerCase()}`}function Gt(e){let t=new Set(e?.split(/\s+/));return Ut.map(({keys:e,description:n})=>({keys:e.filter(({key:e})=>!t.has(Wt(e))),description:n})).filter(({keys:e})=>e.length)}function Kt(e){return`
    <style>
      :host {
        position: fixed;
        top: 0;
        left: 0;
        z-index: 9999;
        background: rgb(20 20 30 / .8);
        backdrop-filter: blur(10px);
      }

      #content {
        display: block;
        width: clamp(400px, 40vw, 700px);
        max-width: 90vw;
        text-align: left;
      }

      h2 {
        margin: 0 0 1.5rem 0;
        font-size: 1.5rem;
        font-weight: 500;
        text-align: center;
      }

      .shortcuts-table {
        width: 100%;
        border-collapse: collapse;
      }

      .shortcuts-table tr {
        border-bottom: 1px solid rgba(255, 255, 255, 0.1);
      }

      .shortcuts-table tr:last-child {
        border-bottom: none;
      }

      .shortcuts-table td {
        padding: 0.75rem 0.5rem;
      }

      .shortcuts-table td:first-child {
        text-align: right;
        padding-right: 1rem;
        width: 40%;
        min-width: 120px;
      }

      .shortcuts-table td:last-child {
        padding-left: 1rem;
      }

      .key {
        display: inline-block;
        background: rgba(255, 255, 255, 0.15);
        border: 1px solid rgba(255, 255, 255, 0.2);
        border-radius: 4px;
        padding: 0.25rem 0.5rem;
        font-family: 'Courier New', monospace;
        font-size: 0.9rem;
        font-weight: 500;
        min-width: 1.5rem;
        text-align: center;
        margin: 0 0.2rem;
      }

      .description {
        color: rgba(255, 255, 255, 0.9);
        font-size: 0.95rem;
      }

      .key-combo {
        display: flex;
        align-items: center;
        justify-content: flex-end;
        gap: 0.3rem;
      }

      .key-separator {
        color: rgba(255, 255, 255, 0.5);
        font-size: 0.9rem;
      }
    </style>
    <slot id="content">
      ${qt(e[Ht.HOTKEYS])}
    </slot>
  `}function qt(e){return`
    <h2>Keyboard Shortcuts</h2>
    <table class="shortcuts-table">${Gt(e).map(({keys:e,description:t})=>`
        <tr>
          <td>
            <div class="key-combo">${e.map(({key:e,label:t=e},n)=>n>0?`<span class="key-separator">or</span><span class="key">${t}</span>`:`<span class="key">${t}</span>`).join(``)}</div>
          </td>
          <td class="description">${t}</td>
        </tr>
      `).join(``)}</table>
  `}var Jt=class extends It{constructor(){super(...arguments),zt(this,Bt,e=>{if(!this.open)return;let t=this.shadowRoot?.querySelector(`#content`);if(!t)return;let n=e.composedPath(),r=n[0]===this||n.includes(this),i=n.includes(t);r&&!i&&(this.open=!1)}),zt(this,Vt,e=>{if(!this.open)return;let t=e.shiftKey&&(e.key===`/`||e.key===`?`);e.key!==`Escape`&&!t||e.ctrlKey||e.altKey||e.metaKey||(this.open=!1,e.preventDefault(),e.stopPropagation())})}static get observedAttributes(){return[...super.observedAttributes,Ht.HOTKEYS]}get hotkeys(){return E(this,Ht.HOTKEYS)??void 0}set hotkeys(e){D(this,Ht.HOTKEYS,e)}connectedCallback(){super.connectedCallback(),this.open&&(this.addEventListener(`click`,Rt(this,Bt)),document.addEventListener(`keydown`,Rt(this,Vt)))}disconnectedCallback(){this.removeEventListener(`click`,Rt(this,Bt)),document.removeEventListener(`keydown`,Rt(this,Vt))}attributeChangedCallback(e,t,n){if(super.attributeChangedCallback(e,t,n),e===`open`)this.open?(this.addEventListener(`click`,Rt(this,Bt)),document.addEventListener(`keydown`,Rt(this,Vt))):(this.removeEventListener(`click`,Rt(this,Bt)),document.removeEventListener(`keydown`,Rt(this,Vt)));else if(e===Ht.HOTKEYS&&n!==t){let e=this.shadowRoot?.querySelector(`#content`);e&&(e.innerHTML=qt(n))}}};Bt=new WeakMap,Vt=new WeakMap,Jt.getSlotTemplateHTML=Kt,p.customElements.get(`media-keyboard-shortcuts-dialog`)||p.customElements.define(`media-keyboard-shortcuts-dialog`,Jt);var Yt=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},N=(e,t,n)=>(Yt(e,t,`read from private field`),n?n.call(e):t.get(e)),Xt=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Zt=(e,t,n,r)=>(Yt(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Qt,$t,en,tn,nn,rn,an=class{constructor(e,t,{defaultValue:n}={defaultValue:void 0}){Xt(this,nn),Xt(this,Qt,void 0),Xt(this,$t,void 0),Xt(this,en,void 0),Xt(this,tn,new Set),Zt(this,Qt,e),Zt(this,$t,t),Zt(this,en,new Set(n))}[Symbol.iterator](){return N(this,nn,rn).values()}get length(){return N(this,nn,rn).size}get value(){return[...N(this,nn,rn)].join(` `)??``}set value(e){e!==this.value&&(Zt(this,tn,new Set),this.add(...e?.split(` `)??[]))}toString(){return this.value}item(e){return[...N(this,nn,rn)][e]}values(){return N(this,nn,rn).values()}forEach(e,t){N(this,nn,rn).forEach(e,t)}add(...e){var t;e.forEach(e=>N(this,tn).add(e)),this.value===``&&!N(this,Qt)?.hasAttribute(`${N(this,$t)}`)||(t=N(this,Qt))==null||t.setAttribute(`${N(this,$t)}`,`${this.value}`)}remove(...e){var t;e.forEach(e=>N(this,tn).delete(e)),(t=N(this,Qt))==null||t.setAttribute(`${N(this,$t)}`,`${this.value}`)}contains(e){return N(this,nn,rn).has(e)}toggle(e,t){return t===void 0?this.contains(e)?(this.remove(e),!1):(this.add(e),!0):t?(this.add(e),!0):(this.remove(e),!1)}replace(e,t){return this.remove(e),this.add(t),e===t}};Qt=new WeakMap,$t=new WeakMap,en=new WeakMap,tn=new WeakMap,nn=new WeakSet,rn=function(){return N(this,tn).size?N(this,tn):N(this,en)};function on(e){return e?.map(cn).join(` `)}function sn(e){return e?.split(/\s+/).map(ln)}function cn(e){if(e){let{id:t,width:n,height:r}=e;return[t,n,r].filter(e=>e!=null).join(`:`)}}function ln(e){if(e){let[t,n,r]=e.split(`:`);return{id:t,width:+n,height:+r}}}function un(e){return e?.map(fn).join(` `)}function dn(e){return e?.split(/\s+/).map(pn)}function fn(e){if(e){let{id:t,kind:n,language:r,label:i}=e;return[t,n,r,i].filter(e=>e!=null).join(`:`)}}function pn(e){if(e){let[t,n,r,i]=e.split(`:`);return{id:t,kind:n,language:r,label:i}}}function mn(e){return typeof e==`number`&&!Number.isNaN(e)&&Number.isFinite(e)}var hn=e=>new Promise(t=>setTimeout(t,e)),gn=(e=``)=>e.split(/\s+/),_n=(e=``)=>{let[t,n,r]=e.split(`:`),i=r?decodeURIComponent(r):void 0;return{kind:t===`cc`?v.CAPTIONS:v.SUBTITLES,language:n,label:i}},vn=(e=``,t={})=>gn(e).map(e=>{let n=_n(e);return{...t,...n}}),yn=e=>e?Array.isArray(e)?e.map(e=>typeof e==`string`?_n(e):e):typeof e==`string`?vn(e):[e]:[],bn=({kind:e,label:t,language:n}={kind:`subtitles`})=>t?`${e===`captions`?`cc`:`sb`}:${n}:${encodeURIComponent(t)}`:n,xn=(e=[])=>Array.prototype.map.call(e,bn).join(` `),Sn=(e,t)=>n=>n[e]===t,Cn=e=>{let t=Object.entries(e).map(([e,t])=>Sn(e,t));return e=>t.every(t=>t(e))},wn=(e,t=[],n=[])=>{let r=yn(n).map(Cn);Array.from(t).filter(e=>r.some(t=>t(e))).forEach(t=>{t.mode=e})},Tn=(e,t=()=>!0)=>{if(!e?.textTracks)return[];let n=typeof t==`function`?t:Cn(t);return Array.from(e.textTracks).filter(n)},En=e=>!!e.mediaSubtitlesShowing?.length||e.hasAttribute(_.MEDIA_SUBTITLES_SHOWING),Dn=e=>{let{media:t,fullscreenElement:n}=e;try{let e=n&&`requestFullscreen`in n?`requestFullscreen`:n&&`webkitRequestFullScreen`in n?`webkitRequestFullScreen`:void 0;if(e){let t=n[e]?.call(n);if(t instanceof Promise)return t.catch(()=>{})}else t?.webkitEnterFullscreen?t.webkitEnterFullscreen():t?.requestFullscreen&&t.requestFullscreen()}catch(e){console.error(e)}},On=`exitFullscreen`in m?`exitFullscreen`:`webkitExitFullscreen`in m?`webkitExitFullscreen`:`webkitCancelFullScreen`in m?`webkitCancelFullScreen`:void 0,kn=e=>{let{documentElement:t}=e;if(On){let e=(t?.[On])?.call(t);if(e instanceof Promise)return e.catch(()=>{})}},An=`fullscreenElement`in m?`fullscreenElement`:`webkitFullscreenElement`in m?`webkitFullscreenElement`:void 0,jn=e=>{let{documentElement:t,media:n}=e,r=t?.[An];return!r&&`webkitDisplayingFullscreen`in n&&`webkitPresentationMode`in n&&n.webkitDisplayingFullscreen&&n.webkitPresentationMode===se.FULLSCREEN?n:r},Mn=e=>{let{media:t,documentElement:n,fullscreenElement:r=t}=e;if(!t||!n)return!1;let i=jn(e);if(!i)return!1;if(i===r||i===t)return!0;if(i.localName.includes(`-`)){let e=i.shadowRoot;if(!(An in e))return he(i,r);for(;e?.[An];){if(e[An]===r)return!0;e=e[An]?.shadowRoot}}return!1},Nn=`fullscreenEnabled`in m?`fullscreenEnabled`:`webkitFullscreenEnabled`in m?`webkitFullscreenEnabled`:void 0,Pn=e=>{let{documentElement:t,media:n}=e;return!!t?.[Nn]||n&&`webkitSupportsFullscreen`in n},Fn,In=()=>{var e;return Fn||(Fn=((e=m)?.createElement)?.call(e,`video`),Fn)},Ln=async(e=In())=>{if(!e)return!1;let t=e.volume;e.volume=t/2+.1;let n=new AbortController,r=await Promise.race([Rn(e,n.signal),zn(e,t)]);return n.abort(),r},Rn=(e,t)=>new Promise(n=>{e.addEventListener(`volumechange`,()=>n(!0),{signal:t})}),zn=async(e,t)=>{for(let n=0;n<10;n++){if(e.volume===t)return!1;await hn(10)}return e.volume!==t},Bn=/.*Version\/.*Safari\/.*/.test(p.navigator.userAgent),Vn=(e=In())=>p.matchMedia(`(display-mode: standalone)`).matches&&Bn?!1:typeof e?.requestPictureInPicture==`function`,Hn=(e=In())=>Pn({documentElement:m,media:e}),Un=Hn(),Wn=Vn(),Gn=!!p.WebKitPlaybackTargetAvailabilityEvent,Kn=!!p.chrome,qn=e=>Tn(e.media,e=>[v.SUBTITLES,v.CAPTIONS].includes(e.kind)).sort((e,t)=>e.kind>=t.kind?1:-1),Jn=e=>Tn(e.media,e=>e.mode===ie.SHOWING&&[v.SUBTITLES,v.CAPTIONS].includes(e.kind)),Yn=(e,t)=>{let n=qn(e),r=Jn(e),i=!!r.length;if(n.length){if(t===!1||i&&t!==!0)wn(ie.DISABLED,n,r);else if(t===!0||!i&&t!==!1){let t=n[0],{options:i}=e;if(!i?.noSubtitlesLangPref){let e=p.localStorage.getItem(`media-chrome-pref-subtitles-lang`),r=e?[e,...p.navigator.languages]:p.navigator.languages,i=n.filter(e=>r.some(t=>e.language.toLowerCase().startsWith(t.split(`-`)[0]))).sort((e,t)=>r.findIndex(t=>e.language.toLowerCase().startsWith(t.split(`-`)[0]))-r.findIndex(e=>t.language.toLowerCase().startsWith(e.split(`-`)[0])));i[0]&&(t=i[0])}let{language:a,label:o,kind:s}=t;wn(ie.DISABLED,n,r),wn(ie.SHOWING,n,[{language:a,label:o,kind:s}])}}},Xn=(e,t)=>e===t?!0:e==null||t==null||typeof e!=typeof t?!1:typeof e==`number`&&Number.isNaN(e)&&Number.isNaN(t)?!0:typeof e==`object`?Array.isArray(e)?Zn(e,t):Object.entries(e).every(([e,n])=>e in t&&Xn(n,t[e])):!1,Zn=(e,t)=>{let n=Array.isArray(e),r=Array.isArray(t);return n===r?n||r?e.length===t.length&&e.every((e,n)=>Xn(e,t[n])):!0:!1},Qn=Object.values(oe),$n,er=Ln().then(e=>($n=e,$n)),tr=async(...e)=>{await Promise.all(e.filter(e=>e).map(async e=>{if(!(`localName`in e&&e instanceof p.HTMLElement))return;let t=e.localName;if(!t.includes(`-`))return;let n=p.customElements.get(t);n&&e instanceof n||(await p.customElements.whenDefined(t),p.customElements.upgrade(e))}))},nr=new p.DOMParser,rr=e=>e&&(nr.parseFromString(e,`text/html`).body.textContent||e),ir={mediaError:{get(e,t){let{media:n}=e;if(t?.type!==`playing`)return n?.error},mediaEvents:[`emptied`,`error`,`playing`]},mediaErrorCode:{get(e,t){let{media:n}=e;if(t?.type!==`playing`)return n?.error?.code},mediaEvents:[`emptied`,`error`,`playing`]},mediaErrorMessage:{get(e,t){let{media:n}=e;if(t?.type!==`playing`)return n?.error?.message??``},mediaEvents:[`emptied`,`error`,`playing`]},mediaWidth:{get(e){let{media:t}=e;return t?.videoWidth??0},mediaEvents:[`resize`]},mediaHeight:{get(e){let{media:t}=e;return t?.videoHeight??0},mediaEvents:[`resize`]},mediaPaused:{get(e){let{media:t}=e;return t?.paused??!0},set(e,t){var n;let{media:r}=t;r&&(e?r.pause():(n=r.play())==null||n.catch(()=>{}))},mediaEvents:[`play`,`playing`,`pause`,`emptied`]},mediaHasPlayed:{get(e,t){let{media:n}=e;return n?t?t.type===`playing`:!n.paused:!1},mediaEvents:[`playing`,`emptied`]},mediaEnded:{get(e){let{media:t}=e;return t?.ended??!1},mediaEvents:[`seeked`,`ended`,`emptied`]},mediaPlaybackRate:{get(e){let{media:t}=e;return t?.playbackRate??1},set(e,t){let{media:n}=t;n&&Number.isFinite(+e)&&(n.playbackRate=+e)},mediaEvents:[`ratechange`,`loadstart`]},mediaMuted:{get(e){let{media:t}=e;return t?.muted??!1},set(e,t){let{media:n,options:{noMutedPref:r}={}}=t;if(n){n.muted=e;try{let t=p.localStorage.getItem(`media-chrome-pref-muted`)!==null,i=n.hasAttribute(`muted`);if(r){t&&p.localStorage.removeItem(`media-chrome-pref-muted`);return}if(i&&!t)return;p.localStorage.setItem(`media-chrome-pref-muted`,e?`true`:`false`)}catch(e){console.debug(`Error setting muted pref`,e)}}},mediaEvents:[`volumechange`],stateOwnersUpdateHandlers:[(e,t)=>{let{options:{noMutedPref:n}}=t,{media:r}=t;if(!(!r||r.muted||n))try{let n=p.localStorage.getItem(`media-chrome-pref-muted`)===`true`;ir.mediaMuted.set(n,t),e(n)}catch(e){console.debug(`Error getting muted pref`,e)}}]},mediaLoop:{get(e){let{media:t}=e;return t?.loop},set(e,t){let{media:n}=t;n&&(n.loop=e)},mediaEvents:[`medialooprequest`]},mediaVolume:{get(e){let{media:t}=e;return t?.volume??1},set(e,t){let{media:n,options:{noVolumePref:r}={}}=t;if(n){try{e==null?p.localStorage.removeItem(`media-chrome-pref-volume`):!n.hasAttribute(`muted`)&&!r&&p.localStorage.setItem(`media-chrome-pref-volume`,e.toString())}catch(e){console.debug(`Error setting volume pref`,e)}Number.isFinite(+e)&&(n.volume=+e)}},mediaEvents:[`volumechange`],stateOwnersUpdateHandlers:[(e,t)=>{let{options:{noVolumePref:n}}=t;if(!n)try{let{media:n}=t;if(!n)return;let r=p.localStorage.getItem(`media-chrome-pref-volume`);if(r==null)return;ir.mediaVolume.set(+r,t),e(+r)}catch(e){console.debug(`Error getting volume pref`,e)}}]},mediaVolumeLevel:{get(e){let{media:t}=e;return t?.volume===void 0?`high`:t.muted||t.volume===0?`off`:t.volume<.5?`low`:t.volume<.75?`medium`:`high`},mediaEvents:[`volumechange`]},mediaCurrentTime:{get(e){let{media:t}=e;return t?.currentTime??0},set(e,t){let{media:n}=t;n&&mn(e)&&(n.currentTime=e)},mediaEvents:[`timeupdate`,`loadedmetadata`,`seeking`]},mediaDuration:{get(e){let{media:t,options:{defaultDuration:n}={}}=e;return n&&(!t||!t.duration||Number.isNaN(t.duration)||!Number.isFinite(t.duration))?n:Number.isFinite(t?.duration)?t.duration:NaN},mediaEvents:[`durationchange`,`loadedmetadata`,`emptied`]},mediaLoading:{get(e){let{media:t}=e;return t?.readyState<3},mediaEvents:[`waiting`,`playing`,`emptied`]},mediaSeekable:{get(e){let{media:t}=e;if(!t?.seekable?.length)return;let n=t.seekable.start(0),r=t.seekable.end(t.seekable.length-1);if(n||r)return[Number(n.toFixed(3)),Number(r.toFixed(3))]},mediaEvents:[`loadedmetadata`,`emptied`,`progress`,`seekablechange`]},mediaBuffered:{get(e){let{media:t}=e,n=t?.buffered??[];return Array.from(n).map((e,t)=>[Number(n.start(t).toFixed(3)),Number(n.end(t).toFixed(3))])},mediaEvents:[`progress`,`emptied`]},mediaStreamType:{get(e){let{media:t,options:{defaultStreamType:n}={}}=e,r=[oe.LIVE,oe.ON_DEMAND].includes(n)?n:void 0;if(!t)return r;let{streamType:i}=t;if(Qn.includes(i))return i===oe.UNKNOWN?r:i;let a=t.duration;return a===1/0?oe.LIVE:Number.isFinite(a)?oe.ON_DEMAND:r},mediaEvents:[`emptied`,`durationchange`,`loadedmetadata`,`streamtypechange`]},mediaTargetLiveWindow:{get(e){let{media:t}=e;if(!t)return NaN;let{targetLiveWindow:n}=t,r=ir.mediaStreamType.get(e);return(n==null||Number.isNaN(n))&&r===oe.LIVE?0:n},mediaEvents:[`emptied`,`durationchange`,`loadedmetadata`,`streamtypechange`,`targetlivewindowchange`]},mediaTimeIsLive:{get(e){let{media:t,options:{liveEdgeOffset:n=10}={}}=e;if(!t)return!1;if(typeof t.liveEdgeStart==`number`)return!Number.isNaN(t.liveEdgeStart)&&t.currentTime>=t.liveEdgeStart;if(ir.mediaStreamType.get(e)!==oe.LIVE)return!1;let r=t.seekable;if(!r)return!0;if(!r.length)return!1;let i=r.end(r.length-1)-n;return t.currentTime>=i},mediaEvents:[`playing`,`timeupdate`,`progress`,`waiting`,`emptied`]},mediaSubtitlesList:{get(e){return qn(e).map(({kind:e,label:t,language:n})=>({kind:e,label:t,language:n}))},mediaEvents:[`loadstart`],textTracksEvents:[`addtrack`,`removetrack`]},mediaSubtitlesShowing:{get(e){return Jn(e).map(({kind:e,label:t,language:n})=>({kind:e,label:t,language:n}))},mediaEvents:[`loadstart`],textTracksEvents:[`addtrack`,`removetrack`,`change`],stateOwnersUpdateHandlers:[(e,t)=>{var n,r;let{media:i,options:a}=t;if(!i)return;let o=e=>{a.defaultSubtitles&&(!e||[v.CAPTIONS,v.SUBTITLES].includes(e?.track?.kind))&&Yn(t,!0)};return i.addEventListener(`loadstart`,o),(n=i.textTracks)==null||n.addEventListener(`addtrack`,o),(r=i.textTracks)==null||r.addEventListener(`removetrack`,o),()=>{var e,t;i.removeEventListener(`loadstart`,o),(e=i.textTracks)==null||e.removeEventListener(`addtrack`,o),(t=i.textTracks)==null||t.removeEventListener(`removetrack`,o)}}]},mediaChaptersCues:{get(e){let{media:t}=e;if(!t)return[];let[n]=Tn(t,{kind:v.CHAPTERS});return Array.from(n?.cues??[]).map(({text:e,startTime:t,endTime:n})=>({text:rr(e),startTime:t,endTime:n}))},mediaEvents:[`loadstart`,`loadedmetadata`],textTracksEvents:[`addtrack`,`removetrack`,`change`],stateOwnersUpdateHandlers:[(e,t)=>{let{media:n}=t;if(!n)return;let r=n.querySelector(`track[kind="chapters"][default][src]`),i=n.shadowRoot?.querySelector(`:is(video,audio) > track[kind="chapters"][default][src]`);return r?.addEventListener(`load`,e),i?.addEventListener(`load`,e),()=>{r?.removeEventListener(`load`,e),i?.removeEventListener(`load`,e)}}]},mediaIsPip:{get(e){let{media:t,documentElement:n}=e;if(!t||!n||!n.pictureInPictureElement)return!1;if(n.pictureInPictureElement===t)return!0;if(n.pictureInPictureElement instanceof HTMLMediaElement)return t.localName?.includes(`-`)?he(t,n.pictureInPictureElement):!1;if(n.pictureInPictureElement.localName.includes(`-`)){let e=n.pictureInPictureElement.shadowRoot;for(;e?.pictureInPictureElement;){if(e.pictureInPictureElement===t)return!0;e=e.pictureInPictureElement?.shadowRoot}}return!1},set(e,t){let{media:n}=t;if(n){if(e){if(!m.pictureInPictureEnabled){console.warn(`MediaChrome: Picture-in-picture is not enabled`);return}if(!n.requestPictureInPicture){console.warn(`MediaChrome: The current media does not support picture-in-picture`);return}let e=()=>{console.warn(`MediaChrome: The media is not ready for picture-in-picture. It must have a readyState > 0.`)};n.requestPictureInPicture().catch(t=>{if(t.code===11){if(!n.src){console.warn(`MediaChrome: The media is not ready for picture-in-picture. It must have a src set.`);return}if(n.readyState===0&&n.preload===`none`){let t=()=>{n.removeEventListener(`loadedmetadata`,r),n.preload=`none`},r=()=>{n.requestPictureInPicture().catch(e),t()};n.addEventListener(`loadedmetadata`,r),n.preload=`metadata`,setTimeout(()=>{n.readyState===0&&e(),t()},1e3)}else throw t}else throw t})}else m.pictureInPictureElement&&m.exitPictureInPicture()}},mediaEvents:[`enterpictureinpicture`,`leavepictureinpicture`]},mediaRenditionList:{get(e){let{media:t}=e;return[...t?.videoRenditions??[]].map(e=>({...e}))},mediaEvents:[`emptied`,`loadstart`],videoRenditionsEvents:[`addrendition`,`removerendition`]},mediaRenditionSelected:{get(e){let{media:t}=e;return t?.videoRenditions?.[t.videoRenditions?.selectedIndex]?.id},set(e,t){let{media:n}=t;if(!n?.videoRenditions){console.warn(`MediaController: Rendition selection not supported by this media.`);return}let r=e,i=Array.prototype.findIndex.call(n.videoRenditions,e=>e.id==r);n.videoRenditions.selectedIndex!=i&&(n.videoRenditions.selectedIndex=i)},mediaEvents:[`emptied`],videoRenditionsEvents:[`addrendition`,`removerendition`,`change`]},mediaAudioTrackList:{get(e){let{media:t}=e;return[...t?.audioTracks??[]]},mediaEvents:[`emptied`,`loadstart`],audioTracksEvents:[`addtrack`,`removetrack`]},mediaAudioTrackEnabled:{get(e){let{media:t}=e;return[...t?.audioTracks??[]].find(e=>e.enabled)?.id},set(e,t){let{media:n}=t;if(!n?.audioTracks){console.warn(`MediaChrome: Audio track selection not supported by this media.`);return}let r=e;for(let e of n.audioTracks)e.enabled=r==e.id},mediaEvents:[`emptied`],audioTracksEvents:[`addtrack`,`removetrack`,`change`]},mediaIsFullscreen:{get(e){return Mn(e)},set(e,t,n){var r;e?(Dn(t),n.detail&&!t.media?.inert&&((r=t.media)==null||r.focus())):kn(t)},rootEvents:[`fullscreenchange`,`webkitfullscreenchange`],mediaEvents:[`webkitbeginfullscreen`,`webkitendfullscreen`,`webkitpresentationmodechanged`]},mediaIsCasting:{get(e){let{media:t}=e;return!t?.remote||t.remote?.state===`disconnected`?!1:t.remote.state===`connected`},set(e,t){let{media:n}=t;n&&(e&&n.remote?.state!==`disconnected`||(e||n.remote?.state===`connected`)&&(typeof n.remote.prompt==`function`?n.remote.prompt().catch(()=>{}):console.warn(`MediaChrome: Casting is not supported in this environment`)))},remoteEvents:[`connect`,`connecting`,`disconnect`]},mediaIsAirplaying:{get(){return!1},set(e,t){let{media:n}=t;n&&(n.webkitShowPlaybackTargetPicker&&p.WebKitPlaybackTargetAvailabilityEvent?n.webkitShowPlaybackTargetPicker():console.error(`MediaChrome: received a request to select AirPlay but AirPlay is not supported in this environment`))},mediaEvents:[`webkitcurrentplaybacktargetiswirelesschanged`]},mediaFullscreenUnavailable:{get(e){let{media:t}=e;if(!Un||!Hn(t))return y.UNSUPPORTED}},mediaPipUnavailable:{get(e){let{media:t}=e;if(!Wn||!Vn(t))return y.UNSUPPORTED;if(t?.disablePictureInPicture)return y.UNAVAILABLE}},mediaVolumeUnavailable:{get(e){let{media:t}=e;if($n===!1||t?.volume==null)return y.UNSUPPORTED},stateOwnersUpdateHandlers:[e=>{$n??er.then(t=>e(t?void 0:y.UNSUPPORTED))}]},mediaCastUnavailable:{get(e,{availability:t=`not-available`}={}){let{media:n}=e;if(!Kn||!n?.remote?.state)return y.UNSUPPORTED;if(t!=null&&t!==`available`)return y.UNAVAILABLE},stateOwnersUpdateHandlers:[(e,t)=>{var n;let{media:r}=t;if(r)return r.disableRemotePlayback||r.hasAttribute(`disableremoteplayback`)||(n=r?.remote)==null||n.watchAvailability(t=>{e({availability:t?`available`:`not-available`})}).catch(t=>{t.name===`NotSupportedError`?e({availability:null}):e({availability:`not-available`})}),()=>{var e;(e=r?.remote)==null||e.cancelWatchAvailability().catch(()=>{})}}]},mediaAirplayUnavailable:{get(e,t){if(!Gn)return y.UNSUPPORTED;if(t?.availability===`not-available`)return y.UNAVAILABLE},mediaEvents:[`webkitplaybacktargetavailabilitychanged`],stateOwnersUpdateHandlers:[(e,t)=>{var n;let{media:r}=t;if(r)return r.disableRemotePlayback||r.hasAttribute(`disableremoteplayback`)||(n=r?.remote)==null||n.watchAvailability(t=>{e({availability:t?`available`:`not-available`})}).catch(t=>{t.name===`NotSupportedError`?e({availability:null}):e({availability:`not-available`})}),()=>{var e;(e=r?.remote)==null||e.cancelWatchAvailability().catch(()=>{})}}]},mediaRenditionUnavailable:{get(e){let{media:t}=e;if(!t?.videoRenditions)return y.UNSUPPORTED;if(!t.videoRenditions?.length)return y.UNAVAILABLE},mediaEvents:[`emptied`,`loadstart`],videoRenditionsEvents:[`addrendition`,`removerendition`]},mediaAudioTrackUnavailable:{get(e){let{media:t}=e;if(!t?.audioTracks)return y.UNSUPPORTED;if((t.audioTracks?.length??0)<=1)return y.UNAVAILABLE},mediaEvents:[`emptied`,`loadstart`],audioTracksEvents:[`addtrack`,`removetrack`]},mediaLang:{get(e){let{options:{mediaLang:t}={}}=e;return t??`en`}}},ar={[h.MEDIA_PREVIEW_REQUEST](e,t,{detail:n}){let{media:r}=t,i=n??void 0,a,o;if(r&&i!=null){let[e]=Tn(r,{kind:v.METADATA,label:`thumbnails`}),t=Array.prototype.find.call(e?.cues??[],(e,t,n)=>t===0?e.endTime>i:t===n.length-1?e.startTime<=i:e.startTime<=i&&e.endTime>i);if(t){let e=/'^(?:[a-z]+:)?\/\//i.test(t.text)?void 0:r?.querySelector(`track[label="thumbnails"]`)?.src,n=new URL(t.text,e);o=new URLSearchParams(n.hash).get(`#xywh`).split(`,`).map(e=>+e),a=n.href}}let s=e.mediaDuration.get(t),c=e.mediaChaptersCues.get(t).find((e,t,n)=>t===n.length-1&&s===e.endTime?e.startTime<=i&&e.endTime>=i:e.startTime<=i&&e.endTime>i)?.text;return n!=null&&c==null&&(c=``),{mediaPreviewTime:i,mediaPreviewImage:a,mediaPreviewCoords:o,mediaPreviewChapter:c}},[h.MEDIA_PAUSE_REQUEST](e,t){e.mediaPaused.set(!0,t)},[h.MEDIA_PLAY_REQUEST](e,t){let n=e.mediaStreamType.get(t)===oe.LIVE,r=!t.options?.noAutoSeekToLive,i=e.mediaTargetLiveWindow.get(t)>0;if(n&&r&&!i){let n=e.mediaSeekable.get(t)?.[1];if(n){let r=n-(t.options?.seekToLiveOffset??0);e.mediaCurrentTime.set(r,t)}}e.mediaPaused.set(!1,t)},[h.MEDIA_PLAYBACK_RATE_REQUEST](e,t,{detail:n}){let r=n;e.mediaPlaybackRate.set(r,t)},[h.MEDIA_MUTE_REQUEST](e,t){e.mediaMuted.set(!0,t)},[h.MEDIA_UNMUTE_REQUEST](e,t){e.mediaVolume.get(t)||e.mediaVolume.set(.25,t),e.mediaMuted.set(!1,t)},[h.MEDIA_LOOP_REQUEST](e,t,{detail:n}){let r=!!n;return e.mediaLoop.set(r,t),{mediaLoop:r}},[h.MEDIA_VOLUME_REQUEST](e,t,{detail:n}){let r=n;r&&e.mediaMuted.get(t)&&e.mediaMuted.set(!1,t),e.mediaVolume.set(r,t)},[h.MEDIA_SEEK_REQUEST](e,t,{detail:n}){let r=n;e.mediaCurrentTime.set(r,t)},[h.MEDIA_SEEK_TO_LIVE_REQUEST](e,t){let n=e.mediaSeekable.get(t)?.[1];if(Number.isNaN(Number(n)))return;let r=n-(t.options?.seekToLiveOffset??0);e.mediaCurrentTime.set(r,t)},[h.MEDIA_SHOW_SUBTITLES_REQUEST](e,t,{detail:n}){let{options:r}=t,i=qn(t),a=yn(n),o=a[0]?.language;o&&!r.noSubtitlesLangPref&&p.localStorage.setItem(`media-chrome-pref-subtitles-lang`,o),wn(ie.SHOWING,i,a)},[h.MEDIA_DISABLE_SUBTITLES_REQUEST](e,t,{detail:n}){let r=qn(t),i=n??[];wn(ie.DISABLED,r,i)},[h.MEDIA_TOGGLE_SUBTITLES_REQUEST](e,t,{detail:n}){Yn(t,n)},[h.MEDIA_RENDITION_REQUEST](e,t,{detail:n}){let r=n;e.mediaRenditionSelected.set(r,t)},[h.MEDIA_AUDIO_TRACK_REQUEST](e,t,{detail:n}){let r=n;e.mediaAudioTrackEnabled.set(r,t)},[h.MEDIA_ENTER_PIP_REQUEST](e,t){e.mediaIsFullscreen.get(t)&&e.mediaIsFullscreen.set(!1,t),e.mediaIsPip.set(!0,t)},[h.MEDIA_EXIT_PIP_REQUEST](e,t){e.mediaIsPip.set(!1,t)},[h.MEDIA_ENTER_FULLSCREEN_REQUEST](e,t,n){e.mediaIsPip.get(t)&&e.mediaIsPip.set(!1,t),e.mediaIsFullscreen.set(!0,t,n)},[h.MEDIA_EXIT_FULLSCREEN_REQUEST](e,t){e.mediaIsFullscreen.set(!1,t)},[h.MEDIA_ENTER_CAST_REQUEST](e,t){e.mediaIsFullscreen.get(t)&&e.mediaIsFullscreen.set(!1,t),e.mediaIsCasting.set(!0,t)},[h.MEDIA_EXIT_CAST_REQUEST](e,t){e.mediaIsCasting.set(!1,t)},[h.MEDIA_AIRPLAY_REQUEST](e,t){e.mediaIsAirplaying.set(!0,t)}},or=({media:e,fullscreenElement:t,documentElement:n,stateMediator:r=ir,requestMap:i=ar,options:a={},monitorStateOwnersOnlyWithSubscriptions:o=!0})=>{let s=[],c={options:{...a}},l=Object.freeze({mediaPreviewTime:void 0,mediaPreviewImage:void 0,mediaPreviewCoords:void 0,mediaPreviewChapter:void 0}),u=e=>{e!=null&&(Xn(e,l)||(l=Object.freeze({...l,...e}),s.forEach(e=>e(l))))},d=()=>{let e=Object.entries(r).reduce((e,[t,{get:n}])=>(e[t]=n(c),e),{});u(e)},f={},p,m=async(e,t)=>{let n=!!p;if(p={...c,...p??{},...e},n)return;await tr(...Object.values(e));let i=s.length>0&&t===0&&o,a=c.media!==p.media,l=c.media?.textTracks!==p.media?.textTracks,m=c.media?.videoRenditions!==p.media?.videoRenditions,h=c.media?.audioTracks!==p.media?.audioTracks,g=c.media?.remote!==p.media?.remote,ee=c.documentElement!==p.documentElement,te=!!c.media&&(a||i),_=!!c.media?.textTracks&&(l||i),ne=!!c.media?.videoRenditions&&(m||i),re=!!c.media?.audioTracks&&(h||i),v=!!c.media?.remote&&(g||i),ie=!!c.documentElement&&(ee||i),ae=te||_||ne||re||v||ie,y=s.length===0&&t===1&&o,oe=!!p.media&&(a||y),se=!!p.media?.textTracks&&(l||y),ce=!!p.media?.videoRenditions&&(m||y),le=!!p.media?.audioTracks&&(h||y),ue=!!p.media?.remote&&(g||y),de=!!p.documentElement&&(ee||y),fe=oe||se||ce||le||ue||de;ae||fe?(Object.entries(r).forEach(([e,{get:t,mediaEvents:n=[],textTracksEvents:r=[],videoRenditionsEvents:i=[],audioTracksEvents:a=[],remoteEvents:o=[],rootEvents:s=[],stateOwnersUpdateHandlers:l=[]}])=>{f[e]||(f[e]={});let d=n=>{let r=t(c,n);u({[e]:r})},m;m=f[e].mediaEvents,n.forEach(t=>{m&&te&&(c.media.removeEventListener(t,m),f[e].mediaEvents=void 0),oe&&(p.media.addEventListener(t,d),f[e].mediaEvents=d)}),m=f[e].textTracksEvents,r.forEach(t=>{var n,r;m&&_&&((n=c.media.textTracks)==null||n.removeEventListener(t,m),f[e].textTracksEvents=void 0),se&&((r=p.media.textTracks)==null||r.addEventListener(t,d),f[e].textTracksEvents=d)}),m=f[e].videoRenditionsEvents,i.forEach(t=>{var n,r;m&&ne&&((n=c.media.videoRenditions)==null||n.removeEventListener(t,m),f[e].videoRenditionsEvents=void 0),ce&&((r=p.media.videoRenditions)==null||r.addEventListener(t,d),f[e].videoRenditionsEvents=d)}),m=f[e].audioTracksEvents,a.forEach(t=>{var n,r;m&&re&&((n=c.media.audioTracks)==null||n.removeEventListener(t,m),f[e].audioTracksEvents=void 0),le&&((r=p.media.audioTracks)==null||r.addEventListener(t,d),f[e].audioTracksEvents=d)}),m=f[e].remoteEvents,o.forEach(t=>{var n,r;m&&v&&((n=c.media.remote)==null||n.removeEventListener(t,m),f[e].remoteEvents=void 0),ue&&((r=p.media.remote)==null||r.addEventListener(t,d),f[e].remoteEvents=d)}),m=f[e].rootEvents,s.forEach(t=>{m&&ie&&(c.documentElement.removeEventListener(t,m),f[e].rootEvents=void 0),de&&(p.documentElement.addEventListener(t,d),f[e].rootEvents=d)});let h=f[e].stateOwnersUpdateHandlers;if(h&&ae&&(Array.isArray(h)?h:[h]).forEach(e=>{typeof e==`function`&&e()}),fe){let t=l.map(e=>e(d,p)).filter(e=>typeof e==`function`);f[e].stateOwnersUpdateHandlers=t.length===1?t[0]:t}else ae&&(f[e].stateOwnersUpdateHandlers=void 0)}),Object.entries(p).forEach(([e,t])=>{c[e]=t}),d(),p=void 0):(Object.entries(p).forEach(([e,t])=>{c[e]=t}),d(),p=void 0)};return m({media:e,fullscreenElement:t,documentElement:n,options:a}),{dispatch(e){let{type:t,detail:n}=e;i[t]&&l.mediaErrorCode==null?u(i[t](r,c,e)):t===`mediaelementchangerequest`?m({media:n}):t===`fullscreenelementchangerequest`?m({fullscreenElement:n}):t===`documentelementchangerequest`?m({documentElement:n}):t===`optionschangerequest`&&(Object.entries(n??{}).forEach(([e,t])=>{c.options[e]=t}),d())},getState(){return l},subscribe(e){return m({},s.length+1),s.push(e),e(l),()=>{let t=s.indexOf(e);t>=0&&(m({},s.length-1),s.splice(t,1))}}}},sr=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},P=(e,t,n)=>(sr(e,t,`read from private field`),n?n.call(e):t.get(e)),F=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},cr=(e,t,n,r)=>(sr(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),lr=(e,t,n)=>(sr(e,t,`access private method`),n),ur,dr,I,L,fr,pr,mr,hr,gr,_r,vr,yr,br,xr,Sr,Cr,wr,Tr=[`ArrowLeft`,`ArrowRight`,`ArrowUp`,`ArrowDown`,`Enter`,` `,`f`,`m`,`k`,`c`,`l`,`j`,`>`,`<`,`p`],Er=10,Dr=.025,Or=.25,kr=.25,Ar=2,R={DEFAULT_SUBTITLES:`defaultsubtitles`,DEFAULT_STREAM_TYPE:`defaultstreamtype`,DEFAULT_DURATION:`defaultduration`,FULLSCREEN_ELEMENT:`fullscreenelement`,HOTKEYS:`hotkeys`,KEYBOARD_BACKWARD_SEEK_OFFSET:`keyboardbackwardseekoffset`,KEYBOARD_FORWARD_SEEK_OFFSET:`keyboardforwardseekoffset`,KEYBOARD_DOWN_VOLUME_STEP:`keyboarddownvolumestep`,KEYBOARD_UP_VOLUME_STEP:`keyboardupvolumestep`,KEYS_USED:`keysused`,LANG:`lang`,LOOP:`loop`,LIVE_EDGE_OFFSET:`liveedgeoffset`,NO_AUTO_SEEK_TO_LIVE:`noautoseektolive`,NO_DEFAULT_STORE:`nodefaultstore`,NO_HOTKEYS:`nohotkeys`,NO_MUTED_PREF:`nomutedpref`,NO_SUBTITLES_LANG_PREF:`nosubtitleslangpref`,NO_VOLUME_PREF:`novolumepref`,SEEK_TO_LIVE_OFFSET:`seektoliveoffset`},jr=class extends ft{constructor(){super(),F(this,gr),F(this,yr),F(this,xr),F(this,Cr),this.mediaStateReceivers=[],this.associatedElementSubscriptions=new Map,F(this,ur,new an(this,R.HOTKEYS)),F(this,dr,void 0),F(this,I,void 0),F(this,L,null),F(this,fr,void 0),F(this,pr,void 0),F(this,mr,e=>{var t;(t=P(this,I))==null||t.dispatch(e)}),F(this,hr,void 0),F(this,vr,e=>{let{key:t,shiftKey:n}=e;n&&(t===`/`||t===`?`)||Tr.includes(t)?this.keyboardShortcutHandler(e):this.removeEventListener(`keyup`,P(this,vr))}),this.associateElement(this);let e={};cr(this,fr,t=>{Object.entries(t).forEach(([t,n])=>{if(t in e&&e[t]===n)return;this.propagateMediaState(t,n);let r=t.toLowerCase(),i=new p.CustomEvent(re[r],{composed:!0,detail:n});this.dispatchEvent(i)}),e=t})}static get observedAttributes(){return super.observedAttributes.concat(R.NO_HOTKEYS,R.HOTKEYS,R.DEFAULT_STREAM_TYPE,R.DEFAULT_SUBTITLES,R.DEFAULT_DURATION,R.NO_MUTED_PREF,R.NO_VOLUME_PREF,R.LANG,R.LOOP,R.LIVE_EDGE_OFFSET,R.SEEK_TO_LIVE_OFFSET,R.NO_AUTO_SEEK_TO_LIVE)}get mediaStore(){return P(this,I)}set mediaStore(e){var t;P(this,I)&&((t=P(this,pr))==null||t.call(this),cr(this,pr,void 0)),cr(this,I,e),!P(this,I)&&!this.hasAttribute(R.NO_DEFAULT_STORE)?lr(this,gr,_r).call(this):cr(this,pr,P(this,I)?.subscribe(P(this,fr)))}get fullscreenElement(){return P(this,dr)??this}set fullscreenElement(e){var t;this.hasAttribute(R.FULLSCREEN_ELEMENT)&&this.removeAttribute(R.FULLSCREEN_ELEMENT),cr(this,dr,e),(t=P(this,I))==null||t.dispatch({type:`fullscreenelementchangerequest`,detail:this.fullscreenElement})}get defaultSubtitles(){return w(this,R.DEFAULT_SUBTITLES)}set defaultSubtitles(e){T(this,R.DEFAULT_SUBTITLES,e)}get defaultStreamType(){return E(this,R.DEFAULT_STREAM_TYPE)}set defaultStreamType(e){D(this,R.DEFAULT_STREAM_TYPE,e)}get defaultDuration(){return S(this,R.DEFAULT_DURATION)}set defaultDuration(e){C(this,R.DEFAULT_DURATION,e)}get noHotkeys(){return w(this,R.NO_HOTKEYS)}set noHotkeys(e){T(this,R.NO_HOTKEYS,e)}get keysUsed(){return E(this,R.KEYS_USED)}set keysUsed(e){D(this,R.KEYS_USED,e)}get liveEdgeOffset(){return S(this,R.LIVE_EDGE_OFFSET)}set liveEdgeOffset(e){C(this,R.LIVE_EDGE_OFFSET,e)}get noAutoSeekToLive(){return w(this,R.NO_AUTO_SEEK_TO_LIVE)}set noAutoSeekToLive(e){T(this,R.NO_AUTO_SEEK_TO_LIVE,e)}get noVolumePref(){return w(this,R.NO_VOLUME_PREF)}set noVolumePref(e){T(this,R.NO_VOLUME_PREF,e)}get noMutedPref(){return w(this,R.NO_MUTED_PREF)}set noMutedPref(e){T(this,R.NO_MUTED_PREF,e)}get noSubtitlesLangPref(){return w(this,R.NO_SUBTITLES_LANG_PREF)}set noSubtitlesLangPref(e){T(this,R.NO_SUBTITLES_LANG_PREF,e)}get noDefaultStore(){return w(this,R.NO_DEFAULT_STORE)}set noDefaultStore(e){T(this,R.NO_DEFAULT_STORE,e)}get resolvedLang(){return Fe()}attributeChangedCallback(e,t,n){var r,i,a,o,s,c,l,u,d,f;if(super.attributeChangedCallback(e,t,n),e===R.NO_HOTKEYS)n!==t&&n===``?(this.hasAttribute(R.HOTKEYS)&&console.warn("Media Chrome: Both `hotkeys` and `nohotkeys` have been set. All hotkeys will be disabled."),this.disableHotkeys()):n!==t&&n===null&&this.enableHotkeys(),lr(this,xr,Sr).call(this);else if(e===R.HOTKEYS)P(this,ur).value=n,lr(this,xr,Sr).call(this);else if(e===R.DEFAULT_SUBTITLES&&n!==t)(r=P(this,I))==null||r.dispatch({type:`optionschangerequest`,detail:{defaultSubtitles:this.hasAttribute(R.DEFAULT_SUBTITLES)}});else if(e===R.DEFAULT_STREAM_TYPE)(i=P(this,I))==null||i.dispatch({type:`optionschangerequest`,detail:{defaultStreamType:this.getAttribute(R.DEFAULT_STREAM_TYPE)??void 0}});else if(e===R.LIVE_EDGE_OFFSET&&n!==t)(a=P(this,I))==null||a.dispatch({type:`optionschangerequest`,detail:{liveEdgeOffset:this.hasAttribute(R.LIVE_EDGE_OFFSET)?+this.getAttribute(R.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(R.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(R.SEEK_TO_LIVE_OFFSET):this.hasAttribute(R.LIVE_EDGE_OFFSET)?+this.getAttribute(R.LIVE_EDGE_OFFSET):void 0}});else if(e===R.SEEK_TO_LIVE_OFFSET&&n!==t)(o=P(this,I))==null||o.dispatch({type:`optionschangerequest`,detail:{seekToLiveOffset:this.hasAttribute(R.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(R.SEEK_TO_LIVE_OFFSET):this.hasAttribute(R.LIVE_EDGE_OFFSET)?+this.getAttribute(R.LIVE_EDGE_OFFSET):void 0}});else if(e===R.NO_AUTO_SEEK_TO_LIVE)(s=P(this,I))==null||s.dispatch({type:`optionschangerequest`,detail:{noAutoSeekToLive:this.hasAttribute(R.NO_AUTO_SEEK_TO_LIVE)}});else if(e===R.FULLSCREEN_ELEMENT){let e=n?this.getRootNode()?.getElementById(n):void 0;cr(this,dr,e),(c=P(this,I))==null||c.dispatch({type:`fullscreenelementchangerequest`,detail:this.fullscreenElement})}else e===R.LANG&&n!==t?(Ne(n),(l=P(this,I))==null||l.dispatch({type:`optionschangerequest`,detail:{mediaLang:n}})):e===R.LOOP&&n!==t?(u=P(this,I))==null||u.dispatch({type:h.MEDIA_LOOP_REQUEST,detail:n!=null}):e===R.NO_VOLUME_PREF&&n!==t?(d=P(this,I))==null||d.dispatch({type:`optionschangerequest`,detail:{noVolumePref:this.hasAttribute(R.NO_VOLUME_PREF)}}):e===R.NO_MUTED_PREF&&n!==t&&((f=P(this,I))==null||f.dispatch({type:`optionschangerequest`,detail:{noMutedPref:this.hasAttribute(R.NO_MUTED_PREF)}}))}connectedCallback(){var e,t;this.associateElement(this),!P(this,I)&&!this.hasAttribute(R.NO_DEFAULT_STORE)&&lr(this,gr,_r).call(this),(e=P(this,I))==null||e.dispatch({type:`documentelementchangerequest`,detail:m}),(t=P(this,I))==null||t.dispatch({type:`fullscreenelementchangerequest`,detail:this.fullscreenElement}),super.connectedCallback(),P(this,I)&&!P(this,pr)&&cr(this,pr,P(this,I)?.subscribe(P(this,fr))),P(this,hr)!==void 0&&P(this,I)&&this.media&&setTimeout(()=>{var e;this.media?.textTracks?.length&&((e=P(this,I))==null||e.dispatch({type:h.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:P(this,hr)}))},0),this.hasAttribute(R.NO_HOTKEYS)?this.disableHotkeys():this.enableHotkeys()}disconnectedCallback(){var e,t,n,r,i;if((e=super.disconnectedCallback)==null||e.call(this),this.disableHotkeys(),P(this,I)){let e=P(this,I).getState();cr(this,hr,!!e.mediaSubtitlesShowing?.length),(t=P(this,I))==null||t.dispatch({type:`fullscreenelementchangerequest`,detail:void 0}),(n=P(this,I))==null||n.dispatch({type:`documentelementchangerequest`,detail:void 0}),(r=P(this,I))==null||r.dispatch({type:h.MEDIA_TOGGLE_SUBTITLES_REQUEST,detail:!1})}P(this,pr)&&((i=P(this,pr))==null||i.call(this),cr(this,pr,void 0)),this.unassociateElement(this),P(this,L)&&(P(this,L).remove(),cr(this,L,null))}mediaSetCallback(e){var t;super.mediaSetCallback(e),(t=P(this,I))==null||t.dispatch({type:`mediaelementchangerequest`,detail:e}),e.hasAttribute(`tabindex`)||(e.tabIndex=-1)}mediaUnsetCallback(e){var t;super.mediaUnsetCallback(e),(t=P(this,I))==null||t.dispatch({type:`mediaelementchangerequest`,detail:void 0})}propagateMediaState(e,t){Hr(this.mediaStateReceivers,e,t)}associateElement(e){if(!e)return;let{associatedElementSubscriptions:t}=this;if(t.has(e))return;let n=Ur(e,this.registerMediaStateReceiver.bind(this),this.unregisterMediaStateReceiver.bind(this));Object.values(h).forEach(t=>{e.addEventListener(t,P(this,mr))}),t.set(e,n)}unassociateElement(e){if(!e)return;let{associatedElementSubscriptions:t}=this;t.has(e)&&(t.get(e)(),t.delete(e),Object.values(h).forEach(t=>{e.removeEventListener(t,P(this,mr))}))}registerMediaStateReceiver(e){if(!e)return;let t=this.mediaStateReceivers;t.indexOf(e)>-1||(t.push(e),P(this,I)&&Object.entries(P(this,I).getState()).forEach(([t,n])=>{Hr([e],t,n)}))}unregisterMediaStateReceiver(e){let t=this.mediaStateReceivers,n=t.indexOf(e);n<0||t.splice(n,1)}enableHotkeys(){this.addEventListener(`keydown`,lr(this,yr,br))}disableHotkeys(){this.removeEventListener(`keydown`,lr(this,yr,br)),this.removeEventListener(`keyup`,P(this,vr))}get hotkeys(){return P(this,ur)}set hotkeys(e){D(this,R.HOTKEYS,e)}keyboardShortcutHandler(e){let t=e.target;if((t.getAttribute(R.KEYS_USED)?.split(` `)??t?.keysUsed??[]).map(e=>e===`Space`?` `:e).filter(Boolean).includes(e.key))return;let n,r,i;if(!P(this,ur).contains(Wt(e.key))&&(!e.shiftKey||e.key!==`/`&&e.key!==`?`||!P(this,ur).contains(`noshift+/`)))switch(e.key){case` `:case`k`:n=P(this,I).getState().mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST,this.dispatchEvent(new p.CustomEvent(n,{composed:!0,bubbles:!0}));break;case`m`:n=this.mediaStore.getState().mediaVolumeLevel===`off`?h.MEDIA_UNMUTE_REQUEST:h.MEDIA_MUTE_REQUEST,this.dispatchEvent(new p.CustomEvent(n,{composed:!0,bubbles:!0}));break;case`f`:n=this.mediaStore.getState().mediaIsFullscreen?h.MEDIA_EXIT_FULLSCREEN_REQUEST:h.MEDIA_ENTER_FULLSCREEN_REQUEST,this.dispatchEvent(new p.CustomEvent(n,{composed:!0,bubbles:!0}));break;case`c`:this.dispatchEvent(new p.CustomEvent(h.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}));break;case`ArrowLeft`:case`j`:{let e=this.hasAttribute(R.KEYBOARD_BACKWARD_SEEK_OFFSET)?+this.getAttribute(R.KEYBOARD_BACKWARD_SEEK_OFFSET):Er;r=Math.max((this.mediaStore.getState().mediaCurrentTime??0)-e,0),i=new p.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:r}),this.dispatchEvent(i);break}case`ArrowRight`:case`l`:{let e=this.hasAttribute(R.KEYBOARD_FORWARD_SEEK_OFFSET)?+this.getAttribute(R.KEYBOARD_FORWARD_SEEK_OFFSET):Er;r=Math.max((this.mediaStore.getState().mediaCurrentTime??0)+e,0),i=new p.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:r}),this.dispatchEvent(i);break}case`ArrowUp`:{let e=this.hasAttribute(R.KEYBOARD_UP_VOLUME_STEP)?+this.getAttribute(R.KEYBOARD_UP_VOLUME_STEP):Dr;r=Math.min((this.mediaStore.getState().mediaVolume??1)+e,1),i=new p.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:r}),this.dispatchEvent(i);break}case`ArrowDown`:{let e=this.hasAttribute(R.KEYBOARD_DOWN_VOLUME_STEP)?+this.getAttribute(R.KEYBOARD_DOWN_VOLUME_STEP):Dr;r=Math.max((this.mediaStore.getState().mediaVolume??1)-e,0),i=new p.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:r}),this.dispatchEvent(i);break}case`<`:{let e=this.mediaStore.getState().mediaPlaybackRate??1;r=Math.max(e-Or,kr).toFixed(2),i=new p.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:r}),this.dispatchEvent(i);break}case`>`:{let e=this.mediaStore.getState().mediaPlaybackRate??1;r=Math.min(e+Or,Ar).toFixed(2),i=new p.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:r}),this.dispatchEvent(i);break}case`/`:case`?`:e.shiftKey&&lr(this,Cr,wr).call(this);break;case`p`:n=this.mediaStore.getState().mediaIsPip?h.MEDIA_EXIT_PIP_REQUEST:h.MEDIA_ENTER_PIP_REQUEST,i=new p.CustomEvent(n,{composed:!0,bubbles:!0}),this.dispatchEvent(i)}}};ur=new WeakMap,dr=new WeakMap,I=new WeakMap,L=new WeakMap,fr=new WeakMap,pr=new WeakMap,mr=new WeakMap,hr=new WeakMap,gr=new WeakSet,_r=function(){this.mediaStore=or({media:this.media,fullscreenElement:this.fullscreenElement,options:{defaultSubtitles:this.hasAttribute(R.DEFAULT_SUBTITLES),defaultDuration:this.hasAttribute(R.DEFAULT_DURATION)?+this.getAttribute(R.DEFAULT_DURATION):void 0,defaultStreamType:this.getAttribute(R.DEFAULT_STREAM_TYPE)??void 0,liveEdgeOffset:this.hasAttribute(R.LIVE_EDGE_OFFSET)?+this.getAttribute(R.LIVE_EDGE_OFFSET):void 0,seekToLiveOffset:this.hasAttribute(R.SEEK_TO_LIVE_OFFSET)?+this.getAttribute(R.SEEK_TO_LIVE_OFFSET):this.hasAttribute(R.LIVE_EDGE_OFFSET)?+this.getAttribute(R.LIVE_EDGE_OFFSET):void 0,noAutoSeekToLive:this.hasAttribute(R.NO_AUTO_SEEK_TO_LIVE),noVolumePref:this.hasAttribute(R.NO_VOLUME_PREF),noMutedPref:this.hasAttribute(R.NO_MUTED_PREF),noSubtitlesLangPref:this.hasAttribute(R.NO_SUBTITLES_LANG_PREF)}})},vr=new WeakMap,yr=new WeakSet,br=function(e){let{metaKey:t,altKey:n,key:r,shiftKey:i}=e,a=i&&(r===`/`||r===`?`);if(a&&P(this,L)?.open||t||n||!a&&!Tr.includes(r)){this.removeEventListener(`keyup`,P(this,vr));return}let o=e.target,s=o instanceof HTMLElement&&(o.tagName.toLowerCase()===`media-volume-range`||o.tagName.toLowerCase()===`media-time-range`);[` `,`ArrowLeft`,`ArrowRight`,`ArrowUp`,`ArrowDown`].includes(r)&&!P(this,ur).contains(Wt(r))&&!s&&e.preventDefault(),this.addEventListener(`keyup`,P(this,vr),{once:!0})},xr=new WeakSet,Sr=function(){P(this,L)&&(P(this,L).hotkeys=P(this,ur).value||void 0,(this.noHotkeys||P(this,ur).contains(`noshift+/`))&&(P(this,L).open=!1))},Cr=new WeakSet,wr=function(){P(this,L)||(cr(this,L,m.createElement(`media-keyboard-shortcuts-dialog`)),lr(this,xr,Sr).call(this),this.appendChild(P(this,L))),P(this,L).open=!0};var Mr=Object.values(_),Nr=Object.values(ee),Pr=e=>{var t;let{observedAttributes:n}=e.constructor;!n&&e.nodeName?.includes(`-`)&&(p.customElements.upgrade(e),{observedAttributes:n}=e.constructor);let r=((t=(e?.getAttribute)?.call(e,g.MEDIA_CHROME_ATTRIBUTES))?.split)?.call(t,/\s+/);return Array.isArray(n||r)?(n||r).filter(e=>Mr.includes(e)):[]},Fr=e=>(e.nodeName?.includes(`-`)&&p.customElements.get(e.nodeName?.toLowerCase())&&!(e instanceof p.customElements.get(e.nodeName.toLowerCase()))&&p.customElements.upgrade(e),Nr.some(t=>t in e)),Ir=e=>Fr(e)||!!Pr(e).length,Lr=e=>(e?.join)?.call(e,`:`),Rr={[_.MEDIA_SUBTITLES_LIST]:xn,[_.MEDIA_SUBTITLES_SHOWING]:xn,[_.MEDIA_SEEKABLE]:Lr,[_.MEDIA_BUFFERED]:e=>e?.map(Lr).join(` `),[_.MEDIA_PREVIEW_COORDS]:e=>e?.join(` `),[_.MEDIA_RENDITION_LIST]:on,[_.MEDIA_AUDIO_TRACK_LIST]:un},zr=async(e,t,n)=>{if(e.isConnected||await hn(0),typeof n==`boolean`||n==null)return T(e,t,n);if(typeof n==`number`)return C(e,t,n);if(typeof n==`string`)return D(e,t,n);if(Array.isArray(n)&&!n.length)return e.removeAttribute(t);let r=Rr[t]?.call(Rr,n)??n;return e.setAttribute(t,r)},Br=e=>!!e.closest?.call(e,`*[slot="media"]`),Vr=(e,t)=>{if(Br(e))return;let n=(e,t)=>{Ir(e)&&t(e);let{children:n=[]}=e??{},r=e?.shadowRoot?.children??[];[...n,...r].forEach(e=>Vr(e,t))},r=e?.nodeName.toLowerCase();r.includes(`-`)&&!Ir(e)?p.customElements.whenDefined(r).then(()=>{n(e,t)}):n(e,t)},Hr=(e,t,n)=>{e.forEach(e=>{if(t in e){e[t]=n;return}let r=Pr(e),i=t.toLowerCase();r.includes(i)&&zr(e,i,n)})},Ur=(e,t,n)=>{Vr(e,t);let r=e=>{t(e?.composedPath()[0]??e.target)},i=e=>{n(e?.composedPath()[0]??e.target)};e.addEventListener(h.REGISTER_MEDIA_STATE_RECEIVER,r),e.addEventListener(h.UNREGISTER_MEDIA_STATE_RECEIVER,i);let a=e=>{e.forEach(e=>{let{addedNodes:r=[],removedNodes:i=[],type:a,target:o,attributeName:s}=e;a===`childList`?(Array.prototype.forEach.call(r,e=>Vr(e,t)),Array.prototype.forEach.call(i,e=>Vr(e,n))):a===`attributes`&&s===g.MEDIA_CHROME_ATTRIBUTES&&(Ir(o)?t(o):n(o))})},o=[],s=e=>{let r=e.target;r.name!==`media`&&(o.forEach(e=>Vr(e,n)),o=[...r.assignedElements({flatten:!0})],o.forEach(e=>Vr(e,t)))};e.addEventListener(`slotchange`,s);let c=new MutationObserver(a);return c.observe(e,{childList:!0,attributes:!0,subtree:!0}),()=>{Vr(e,n),e.removeEventListener(`slotchange`,s),c.disconnect(),e.removeEventListener(h.REGISTER_MEDIA_STATE_RECEIVER,r),e.removeEventListener(h.UNREGISTER_MEDIA_STATE_RECEIVER,i)}};p.customElements.get(`media-controller`)||p.customElements.define(`media-controller`,jr);var Wr={PLACEMENT:`placement`,BOUNDS:`bounds`};function Gr(e){return`
    <style>
      :host {
        --_tooltip-background-color: var(--media-tooltip-background-color, var(--media-secondary-color, rgba(20, 20, 30, .7)));
        --_tooltip-background: var(--media-tooltip-background, var(--_tooltip-background-color));
        --_tooltip-arrow-half-width: calc(var(--media-tooltip-arrow-width, 12px) / 2);
        --_tooltip-arrow-height: var(--media-tooltip-arrow-height, 5px);
        --_tooltip-arrow-background: var(--media-tooltip-arrow-color, var(--_tooltip-background-color));
        position: relative;
        pointer-events: none;
        display: var(--media-tooltip-display, inline-flex);
        justify-content: center;
        align-items: center;
        box-sizing: border-box;
        z-index: var(--media-tooltip-z-index, 1);
        background: var(--_tooltip-background);
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        font: var(--media-font,
          var(--media-font-weight, 400)
          var(--media-font-size, 13px) /
          var(--media-text-content-height, var(--media-control-height, 18px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        padding: var(--media-tooltip-padding, .35em .7em);
        border: var(--media-tooltip-border, none);
        border-radius: var(--media-tooltip-border-radius, 5px);
        filter: var(--media-tooltip-filter, drop-shadow(0 0 4px rgba(0, 0, 0, .2)));
        white-space: var(--media-tooltip-white-space, nowrap);
      }

      :host([hidden]) {
        display: none;
      }

      img, svg {
        display: inline-block;
      }

      #arrow {
        position: absolute;
        width: 0px;
        height: 0px;
        border-style: solid;
        display: var(--media-tooltip-arrow-display, block);
      }

      :host(:not([placement])),
      :host([placement="top"]) {
        position: absolute;
        bottom: calc(100% + var(--media-tooltip-distance, 12px));
        left: 50%;
        transform: translate(calc(-50% - var(--media-tooltip-offset-x, 0px)), 0);
      }
      :host(:not([placement])) #arrow,
      :host([placement="top"]) #arrow {
        top: 100%;
        left: 50%;
        border-width: var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width) 0 var(--_tooltip-arrow-half-width);
        border-color: var(--_tooltip-arrow-background) transparent transparent transparent;
        transform: translate(calc(-50% + var(--media-tooltip-offset-x, 0px)), 0);
      }

      :host([placement="right"]) {
        position: absolute;
        left: calc(100% + var(--media-tooltip-distance, 12px));
        top: 50%;
        transform: translate(0, -50%);
      }
      :host([placement="right"]) #arrow {
        top: 50%;
        right: 100%;
        border-width: var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width) 0;
        border-color: transparent var(--_tooltip-arrow-background) transparent transparent;
        transform: translate(0, -50%);
      }

      :host([placement="bottom"]) {
        position: absolute;
        top: calc(100% + var(--media-tooltip-distance, 12px));
        left: 50%;
        transform: translate(calc(-50% - var(--media-tooltip-offset-x, 0px)), 0);
      }
      :host([placement="bottom"]) #arrow {
        bottom: 100%;
        left: 50%;
        border-width: 0 var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height) var(--_tooltip-arrow-half-width);
        border-color: transparent transparent var(--_tooltip-arrow-background) transparent;
        transform: translate(calc(-50% + var(--media-tooltip-offset-x, 0px)), 0);
      }

      :host([placement="left"]) {
        position: absolute;
        right: calc(100% + var(--media-tooltip-distance, 12px));
        top: 50%;
        transform: translate(0, -50%);
      }
      :host([placement="left"]) #arrow {
        top: 50%;
        left: 100%;
        border-width: var(--_tooltip-arrow-half-width) 0 var(--_tooltip-arrow-half-width) var(--_tooltip-arrow-height);
        border-color: transparent transparent transparent var(--_tooltip-arrow-background);
        transform: translate(0, -50%);
      }
      
      :host([placement="none"]) #arrow {
        display: none;
      }
    </style>
    <slot></slot>
    <div id="arrow"></div>
  `}var Kr=class extends p.HTMLElement{constructor(){if(super(),this.updateXOffset=()=>{if(!ye(this,{checkOpacity:!1,checkVisibilityCSS:!1}))return;let e=this.placement;if(e===`left`||e===`right`){this.style.removeProperty(`--media-tooltip-offset-x`);return}let t=getComputedStyle(this),n=ge(this,`#`+this.bounds)??pe(this);if(!n)return;let{x:r,width:i}=n.getBoundingClientRect(),{x:a,width:o}=this.getBoundingClientRect(),s=a+o,c=r+i,l=t.getPropertyValue(`--media-tooltip-offset-x`),u=l?parseFloat(l.replace(`px`,``)):0,d=t.getPropertyValue(`--media-tooltip-container-margin`),f=d?parseFloat(d.replace(`px`,``)):0,p=a-r+u-f,m=s-c+u+f;p<0?this.style.setProperty(`--media-tooltip-offset-x`,`${p}px`):m>0?this.style.setProperty(`--media-tooltip-offset-x`,`${m}px`):this.style.removeProperty(`--media-tooltip-offset-x`)},!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}if(this.arrowEl=this.shadowRoot.querySelector(`#arrow`),Object.prototype.hasOwnProperty.call(this,`placement`)){let e=this.placement;delete this.placement,this.placement=e}}static get observedAttributes(){return[Wr.PLACEMENT,Wr.BOUNDS]}get placement(){return E(this,Wr.PLACEMENT)}set placement(e){D(this,Wr.PLACEMENT,e)}get bounds(){return E(this,Wr.BOUNDS)}set bounds(e){D(this,Wr.BOUNDS,e)}};Kr.shadowRootOptions={mode:`open`},Kr.getTemplateHTML=Gr,p.customElements.get(`media-tooltip`)||p.customElements.define(`media-tooltip`,Kr);var qr=Kr,Jr=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},z=(e,t,n)=>(Jr(e,t,`read from private field`),n?n.call(e):t.get(e)),Yr=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Xr=(e,t,n,r)=>(Jr(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Zr=(e,t,n)=>(Jr(e,t,`access private method`),n),Qr,$r,ei,ti,ni,ri,ii,ai,oi,si={TOOLTIP_PLACEMENT:`tooltipplacement`,DISABLED:`disabled`,NO_TOOLTIP:`notooltip`};function ci(e,t={}){return`
    <style>
      :host {
        position: relative;
        font: var(--media-font,
          var(--media-font-weight, bold)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        padding: var(--media-button-padding, var(--media-control-padding, 10px));
        justify-content: var(--media-button-justify-content, center);
        display: inline-flex;
        align-items: center;
        vertical-align: middle;
        box-sizing: border-box;
        transition: background .15s linear;
        pointer-events: auto;
        cursor: var(--media-cursor, pointer);
        -webkit-tap-highlight-color: transparent;
      }

      
      :host(:focus-visible) {
        box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: 0;
      }
      
      :host(:where(:focus)) {
        box-shadow: none;
        outline: 0;
      }

      :host(:hover) {
        background: var(--media-control-hover-background, rgba(50 50 70 / .7));
      }

      slot[name="icon"] {
        display: inline-flex;
        align-items: center;
      }

      svg, img, ::slotted(svg), ::slotted(img) {
        width: var(--media-button-icon-width);
        height: var(--media-button-icon-height, var(--media-control-height, 24px));
        transform: var(--media-button-icon-transform);
        transition: var(--media-button-icon-transition);
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        vertical-align: middle;
        max-width: 100%;
        max-height: 100%;
        min-width: 100%;
      }

      media-tooltip {
        
        max-width: 0;
        overflow-x: clip;
        opacity: 0;
        transition: opacity .3s, max-width 0s 9s;
      }

      :host(:hover) media-tooltip,
      :host(:focus-visible) media-tooltip {
        max-width: 100vw;
        opacity: 1;
        transition: opacity .3s;
      }

      :host([notooltip]) slot[name="tooltip"] {
        display: none;
      }
    </style>

    ${this.getSlotTemplateHTML(e,t)}

    <slot name="tooltip">
      <media-tooltip part="tooltip" aria-hidden="true">
        <template shadowrootmode="${qr.shadowRootOptions.mode}">
          ${qr.getTemplateHTML({})}
        </template>
        <slot name="tooltip-content">
          ${this.getTooltipContentHTML(e)}
        </slot>
      </media-tooltip>
    </slot>
  `}function li(e,t){return`
    <slot></slot>
  `}function ui(){return``}var B=class extends p.HTMLElement{constructor(){if(super(),Yr(this,ei),Yr(this,ai),Yr(this,Qr,void 0),this.preventClick=!1,this.tooltipEl=null,Yr(this,$r,e=>{this.preventClick||this.handleClick(e),setTimeout(z(this,ni),0)}),Yr(this,ni,()=>{var e,t;(t=(e=this.tooltipEl)?.updateXOffset)==null||t.call(e)}),Yr(this,ri,e=>{let{key:t}=e;this.keysUsed.includes(t)?this.preventClick||this.handleClick(e):this.removeEventListener(`keyup`,z(this,ri))}),Yr(this,ii,e=>{let{metaKey:t,altKey:n,key:r}=e;t||n||!this.keysUsed.includes(r)?this.removeEventListener(`keyup`,z(this,ri)):this.addEventListener(`keyup`,z(this,ri),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}this.tooltipEl=this.shadowRoot.querySelector(`media-tooltip`)}static get observedAttributes(){return[`disabled`,si.TOOLTIP_PLACEMENT,g.MEDIA_CONTROLLER,_.MEDIA_LANG]}enable(){this.addEventListener(`click`,z(this,$r)),this.addEventListener(`keydown`,z(this,ii)),this.tabIndex=0}disable(){this.removeEventListener(`click`,z(this,$r)),this.removeEventListener(`keydown`,z(this,ii)),this.removeEventListener(`keyup`,z(this,ri)),this.tabIndex=-1}attributeChangedCallback(e,t,n){var r,i,a,o;e===g.MEDIA_CONTROLLER?(t&&((i=(r=z(this,Qr))?.unassociateElement)==null||i.call(r,this),Xr(this,Qr,null)),n&&this.isConnected&&(Xr(this,Qr,this.getRootNode()?.getElementById(n)),(o=(a=z(this,Qr))?.associateElement)==null||o.call(a,this))):e===`disabled`&&n!==t?n==null?this.enable():this.disable():e===si.TOOLTIP_PLACEMENT&&this.tooltipEl&&n!==t?this.tooltipEl.placement=n:e===_.MEDIA_LANG&&(this.shadowRoot.querySelector(`slot[name="tooltip-content"]`).innerHTML=this.constructor.getTooltipContentHTML()),Zr(this,ei,ti).call(this)&&z(this,ni).call(this)}connectedCallback(){var e,t;let{style:n}=x(this.shadowRoot,`:host`);n.setProperty(`display`,`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),this.hasAttribute(`disabled`)?this.disable():this.enable(),this.setAttribute(`role`,`button`);let r=this.getAttribute(g.MEDIA_CONTROLLER);r&&(Xr(this,Qr,this.getRootNode()?.getElementById(r)),(t=(e=z(this,Qr))?.associateElement)==null||t.call(e,this)),p.customElements.whenDefined(`media-tooltip`).then(()=>Zr(this,ai,oi).call(this))}disconnectedCallback(){var e,t;this.disable(),(t=(e=z(this,Qr))?.unassociateElement)==null||t.call(e,this),Xr(this,Qr,null),this.removeEventListener(`mouseenter`,z(this,ni)),this.removeEventListener(`focus`,z(this,ni)),this.removeEventListener(`click`,z(this,$r))}get keysUsed(){return[`Enter`,` `]}get tooltipPlacement(){return E(this,si.TOOLTIP_PLACEMENT)}set tooltipPlacement(e){D(this,si.TOOLTIP_PLACEMENT,e)}get mediaController(){return E(this,g.MEDIA_CONTROLLER)}set mediaController(e){D(this,g.MEDIA_CONTROLLER,e)}get disabled(){return w(this,si.DISABLED)}set disabled(e){T(this,si.DISABLED,e)}get noTooltip(){return w(this,si.NO_TOOLTIP)}set noTooltip(e){T(this,si.NO_TOOLTIP,e)}handleClick(e){}};Qr=new WeakMap,$r=new WeakMap,ei=new WeakSet,ti=function(){try{return this.matches(`:hover, :focus-visible`)}catch{return this.matches(`:hover, :focus`)}},ni=new WeakMap,ri=new WeakMap,ii=new WeakMap,ai=new WeakSet,oi=function(){this.addEventListener(`mouseenter`,z(this,ni)),this.addEventListener(`focus`,z(this,ni)),this.addEventListener(`click`,z(this,$r));let e=this.tooltipPlacement;e&&this.tooltipEl&&(this.tooltipEl.placement=e)},B.shadowRootOptions={mode:`open`},B.getTemplateHTML=ci,B.getSlotTemplateHTML=li,B.getTooltipContentHTML=ui,p.customElements.get(`media-chrome-button`)||p.customElements.define(`media-chrome-button`,B);var di=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M22.13 3H3.87a.87.87 0 0 0-.87.87v13.26a.87.87 0 0 0 .87.87h3.4L9 16H5V5h16v11h-4l1.72 2h3.4a.87.87 0 0 0 .87-.87V3.87a.87.87 0 0 0-.86-.87Zm-8.75 11.44a.5.5 0 0 0-.76 0l-4.91 5.73a.5.5 0 0 0 .38.83h9.82a.501.501 0 0 0 .38-.83l-4.91-5.73Z"/>
</svg>
`;function fi(e){return`
    <style>
      :host([${_.MEDIA_IS_AIRPLAYING}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      
      :host(:not([${_.MEDIA_IS_AIRPLAYING}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${_.MEDIA_IS_AIRPLAYING}]) slot[name=tooltip-enter],
      :host(:not([${_.MEDIA_IS_AIRPLAYING}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${di}</slot>
      <slot name="exit">${di}</slot>
    </slot>
  `}function pi(){return`
    <slot name="tooltip-enter">${k(`start airplay`)}</slot>
    <slot name="tooltip-exit">${k(`stop airplay`)}</slot>
  `}var mi=e=>{let t=e.mediaIsAirplaying?k(`stop airplay`):k(`start airplay`);e.setAttribute(`aria-label`,t)},hi=class extends B{static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_IS_AIRPLAYING,_.MEDIA_AIRPLAY_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),mi(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_IS_AIRPLAYING&&mi(this)}get mediaIsAirplaying(){return w(this,_.MEDIA_IS_AIRPLAYING)}set mediaIsAirplaying(e){T(this,_.MEDIA_IS_AIRPLAYING,e)}get mediaAirplayUnavailable(){return E(this,_.MEDIA_AIRPLAY_UNAVAILABLE)}set mediaAirplayUnavailable(e){D(this,_.MEDIA_AIRPLAY_UNAVAILABLE,e)}handleClick(){let e=new p.CustomEvent(h.MEDIA_AIRPLAY_REQUEST,{composed:!0,bubbles:!0});this.dispatchEvent(e)}};hi.getSlotTemplateHTML=fi,hi.getTooltipContentHTML=pi,p.customElements.get(`media-airplay-button`)||p.customElements.define(`media-airplay-button`,hi);var gi=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M22.83 5.68a2.58 2.58 0 0 0-2.3-2.5c-3.62-.24-11.44-.24-15.06 0a2.58 2.58 0 0 0-2.3 2.5c-.23 4.21-.23 8.43 0 12.64a2.58 2.58 0 0 0 2.3 2.5c3.62.24 11.44.24 15.06 0a2.58 2.58 0 0 0 2.3-2.5c.23-4.21.23-8.43 0-12.64Zm-11.39 9.45a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.92 3.92 0 0 1 .92-2.77 3.18 3.18 0 0 1 2.43-1 2.94 2.94 0 0 1 2.13.78c.364.359.62.813.74 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.17 1.61 1.61 0 0 0-1.29.58 2.79 2.79 0 0 0-.5 1.89 3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.48 1.48 0 0 0 1-.37 2.1 2.1 0 0 0 .59-1.14l1.4.44a3.23 3.23 0 0 1-1.07 1.69Zm7.22 0a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.88 3.88 0 0 1 .93-2.77 3.14 3.14 0 0 1 2.42-1 3 3 0 0 1 2.16.82 2.8 2.8 0 0 1 .73 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.21 1.61 1.61 0 0 0-1.29.58A2.79 2.79 0 0 0 15 12a3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.44 1.44 0 0 0 1-.37 2.1 2.1 0 0 0 .6-1.15l1.4.44a3.17 3.17 0 0 1-1.1 1.7Z"/>
</svg>`,_i=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M17.73 14.09a1.4 1.4 0 0 1-1 .37 1.579 1.579 0 0 1-1.27-.58A3 3 0 0 1 15 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34A2.89 2.89 0 0 0 19 9.07a3 3 0 0 0-2.14-.78 3.14 3.14 0 0 0-2.42 1 3.91 3.91 0 0 0-.93 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.17 3.17 0 0 0 1.07-1.74l-1.4-.45c-.083.43-.3.822-.62 1.12Zm-7.22 0a1.43 1.43 0 0 1-1 .37 1.58 1.58 0 0 1-1.27-.58A3 3 0 0 1 7.76 12a2.8 2.8 0 0 1 .5-1.85 1.63 1.63 0 0 1 1.29-.57 1.47 1.47 0 0 1 1.51 1.2l1.43-.34a2.81 2.81 0 0 0-.74-1.32 2.94 2.94 0 0 0-2.13-.78 3.18 3.18 0 0 0-2.43 1 4 4 0 0 0-.92 2.78 3.74 3.74 0 0 0 .92 2.66 3.07 3.07 0 0 0 2.34 1 3.07 3.07 0 0 0 1.91-.57 3.23 3.23 0 0 0 1.07-1.74l-1.4-.45a2.06 2.06 0 0 1-.6 1.07Zm12.32-8.41a2.59 2.59 0 0 0-2.3-2.51C18.72 3.05 15.86 3 13 3c-2.86 0-5.72.05-7.53.17a2.59 2.59 0 0 0-2.3 2.51c-.23 4.207-.23 8.423 0 12.63a2.57 2.57 0 0 0 2.3 2.5c1.81.13 4.67.19 7.53.19 2.86 0 5.72-.06 7.53-.19a2.57 2.57 0 0 0 2.3-2.5c.23-4.207.23-8.423 0-12.63Zm-1.49 12.53a1.11 1.11 0 0 1-.91 1.11c-1.67.11-4.45.18-7.43.18-2.98 0-5.76-.07-7.43-.18a1.11 1.11 0 0 1-.91-1.11c-.21-4.14-.21-8.29 0-12.43a1.11 1.11 0 0 1 .91-1.11C7.24 4.56 10 4.49 13 4.49s5.76.07 7.43.18a1.11 1.11 0 0 1 .91 1.11c.21 4.14.21 8.29 0 12.43Z"/>
</svg>`;function vi(e){return`
    <style>
      :host([aria-checked="true"]) slot[name=off] {
        display: none !important;
      }

      
      :host(:not([aria-checked="true"])) slot[name=on] {
        display: none !important;
      }

      :host([aria-checked="true"]) slot[name=tooltip-enable],
      :host(:not([aria-checked="true"])) slot[name=tooltip-disable] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="on">${gi}</slot>
      <slot name="off">${_i}</slot>
    </slot>
  `}function yi(){return`
    <slot name="tooltip-enable">${k(`Enable captions`)}</slot>
    <slot name="tooltip-disable">${k(`Disable captions`)}</slot>
  `}var bi=e=>{e.setAttribute(`aria-checked`,En(e).toString())},xi=class extends B{static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_SUBTITLES_LIST,_.MEDIA_SUBTITLES_SHOWING]}connectedCallback(){super.connectedCallback(),this.setAttribute(`role`,`button`),this.setAttribute(`aria-label`,k(`closed captions`)),bi(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_SUBTITLES_SHOWING&&bi(this)}get mediaSubtitlesList(){return Si(this,_.MEDIA_SUBTITLES_LIST)}set mediaSubtitlesList(e){Ci(this,_.MEDIA_SUBTITLES_LIST,e)}get mediaSubtitlesShowing(){return Si(this,_.MEDIA_SUBTITLES_SHOWING)}set mediaSubtitlesShowing(e){Ci(this,_.MEDIA_SUBTITLES_SHOWING,e)}handleClick(){this.dispatchEvent(new p.CustomEvent(h.MEDIA_TOGGLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0}))}};xi.getSlotTemplateHTML=vi,xi.getTooltipContentHTML=yi;var Si=(e,t)=>{let n=e.getAttribute(t);return n?vn(n):[]},Ci=(e,t,n)=>{if(!n?.length){e.removeAttribute(t);return}let r=xn(n);e.getAttribute(t)!==r&&e.setAttribute(t,r)};p.customElements.get(`media-captions-button`)||p.customElements.define(`media-captions-button`,xi);var wi=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Ti=(e,t,n)=>(wi(e,t,`read from private field`),n?n.call(e):t.get(e)),Ei=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Di=(e,t,n,r)=>(wi(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Oi;function ki(e){return`
    <style>
      :host {
        
        box-sizing: border-box;
        display: var(--media-control-display, var(--media-control-bar-display, inline-flex));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        --media-loading-indicator-icon-height: 44px;
      }

      ::slotted(media-time-range),
      ::slotted(media-volume-range) {
        min-height: 100%;
      }

      ::slotted(media-time-range),
      ::slotted(media-clip-selector) {
        flex-grow: 1;
      }

      ::slotted([role="menu"]) {
        position: absolute;
      }
    </style>

    <slot></slot>
  `}var Ai=class extends p.HTMLElement{constructor(){if(super(),Ei(this,Oi,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[g.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,n){var r,i,a,o;e===g.MEDIA_CONTROLLER&&(t&&((i=(r=Ti(this,Oi))?.unassociateElement)==null||i.call(r,this),Di(this,Oi,null)),n&&this.isConnected&&(Di(this,Oi,this.getRootNode()?.getElementById(n)),(o=(a=Ti(this,Oi))?.associateElement)==null||o.call(a,this)))}connectedCallback(){var e,t;let n=this.getAttribute(g.MEDIA_CONTROLLER);n&&(Di(this,Oi,this.getRootNode()?.getElementById(n)),(t=(e=Ti(this,Oi))?.associateElement)==null||t.call(e,this))}disconnectedCallback(){var e,t;(t=(e=Ti(this,Oi))?.unassociateElement)==null||t.call(e,this),Di(this,Oi,null)}};Oi=new WeakMap,Ai.shadowRootOptions={mode:`open`},Ai.getTemplateHTML=ki,p.customElements.get(`media-control-bar`)||p.customElements.define(`media-control-bar`,Ai);var ji=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Mi=(e,t,n)=>(ji(e,t,`read from private field`),n?n.call(e):t.get(e)),Ni=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Pi=(e,t,n,r)=>(ji(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Fi,Ii=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M16 3v2.5h3.5V9H22V3h-6ZM4 9h2.5V5.5H10V3H4v6Zm15.5 9.5H16V21h6v-6h-2.5v3.5ZM6.5 15H4v6h6v-2.5H6.5V15Z"/>
</svg>`,Li=`<svg aria-hidden="true" viewBox="0 0 26 24">
  <path d="M18.5 6.5V3H16v6h6V6.5h-3.5ZM16 21h2.5v-3.5H22V15h-6v6ZM4 17.5h3.5V21H10v-6H4v2.5Zm3.5-11H4V9h6V3H7.5v3.5Z"/>
</svg>`;function Ri(e){return`
    <style>
      :host([${_.MEDIA_IS_FULLSCREEN}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      
      :host(:not([${_.MEDIA_IS_FULLSCREEN}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${_.MEDIA_IS_FULLSCREEN}]) slot[name=tooltip-enter],
      :host(:not([${_.MEDIA_IS_FULLSCREEN}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${Ii}</slot>
      <slot name="exit">${Li}</slot>
    </slot>
  `}function zi(){return`
    <slot name="tooltip-enter">${k(`Enter fullscreen mode`)}</slot>
    <slot name="tooltip-exit">${k(`Exit fullscreen mode`)}</slot>
  `}var Bi=e=>{let t=e.mediaIsFullscreen?k(`exit fullscreen mode`):k(`enter fullscreen mode`);e.setAttribute(`aria-label`,t)},Vi=class extends B{constructor(){super(...arguments),Ni(this,Fi,null)}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_IS_FULLSCREEN,_.MEDIA_FULLSCREEN_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),Bi(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_IS_FULLSCREEN&&Bi(this)}get mediaFullscreenUnavailable(){return E(this,_.MEDIA_FULLSCREEN_UNAVAILABLE)}set mediaFullscreenUnavailable(e){D(this,_.MEDIA_FULLSCREEN_UNAVAILABLE,e)}get mediaIsFullscreen(){return w(this,_.MEDIA_IS_FULLSCREEN)}set mediaIsFullscreen(e){T(this,_.MEDIA_IS_FULLSCREEN,e)}handleClick(e){Pi(this,Fi,e);let t=Mi(this,Fi)instanceof PointerEvent,n=this.mediaIsFullscreen?new p.CustomEvent(h.MEDIA_EXIT_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0}):new p.CustomEvent(h.MEDIA_ENTER_FULLSCREEN_REQUEST,{composed:!0,bubbles:!0,detail:t});this.dispatchEvent(n)}};Fi=new WeakMap,Vi.getSlotTemplateHTML=Ri,Vi.getTooltipContentHTML=zi,p.customElements.get(`media-fullscreen-button`)||p.customElements.define(`media-fullscreen-button`,Vi);var Hi=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Ui=(e,t,n)=>(Hi(e,t,`read from private field`),n?n.call(e):t.get(e)),Wi=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Gi=(e,t,n,r)=>(Hi(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Ki,qi,Ji={LOADING_DELAY:`loadingdelay`,NO_AUTOHIDE:`noautohide`},Yi=500,Xi=`
<svg aria-hidden="true" viewBox="0 0 100 100">
  <path d="M73,50c0-12.7-10.3-23-23-23S27,37.3,27,50 M30.9,50c0-10.5,8.5-19.1,19.1-19.1S69.1,39.5,69.1,50">
    <animateTransform
       attributeName="transform"
       attributeType="XML"
       type="rotate"
       dur="1s"
       from="0 50 50"
       to="360 50 50"
       repeatCount="indefinite" />
  </path>
</svg>
`;function Zi(e){return`
    <style>
      :host {
        display: var(--media-control-display, var(--media-loading-indicator-display, inline-block));
        vertical-align: middle;
        box-sizing: border-box;
        --_loading-indicator-delay: var(--media-loading-indicator-transition-delay, ${Yi}ms);
      }

      #status {
        color: rgba(0,0,0,0);
        width: 0px;
        height: 0px;
      }

      :host slot[name=icon] > *,
      :host ::slotted([slot=icon]) {
        opacity: var(--media-loading-indicator-opacity, 0);
        transition: opacity 0.15s;
      }

      :host([${_.MEDIA_LOADING}]:not([${_.MEDIA_PAUSED}])) slot[name=icon] > *,
      :host([${_.MEDIA_LOADING}]:not([${_.MEDIA_PAUSED}])) ::slotted([slot=icon]) {
        opacity: var(--media-loading-indicator-opacity, 1);
        transition: opacity 0.15s var(--_loading-indicator-delay);
      }

      :host #status {
        visibility: var(--media-loading-indicator-opacity, hidden);
        transition: visibility 0.15s;
      }

      :host([${_.MEDIA_LOADING}]:not([${_.MEDIA_PAUSED}])) #status {
        visibility: var(--media-loading-indicator-opacity, visible);
        transition: visibility 0.15s var(--_loading-indicator-delay);
      }

      svg, img, ::slotted(svg), ::slotted(img) {
        width: var(--media-loading-indicator-icon-width);
        height: var(--media-loading-indicator-icon-height, 100px);
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        vertical-align: middle;
      }
    </style>

    <slot name="icon">${Xi}</slot>
    <div id="status" role="status" aria-live="polite">${k(`media loading`)}</div>
  `}var Qi=class extends p.HTMLElement{constructor(){if(super(),Wi(this,Ki,void 0),Wi(this,qi,Yi),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[g.MEDIA_CONTROLLER,_.MEDIA_PAUSED,_.MEDIA_LOADING,Ji.LOADING_DELAY]}attributeChangedCallback(e,t,n){var r,i,a,o;e===Ji.LOADING_DELAY&&t!==n?this.loadingDelay=Number(n):e===g.MEDIA_CONTROLLER&&(t&&((i=(r=Ui(this,Ki))?.unassociateElement)==null||i.call(r,this),Gi(this,Ki,null)),n&&this.isConnected&&(Gi(this,Ki,this.getRootNode()?.getElementById(n)),(o=(a=Ui(this,Ki))?.associateElement)==null||o.call(a,this)))}connectedCallback(){var e,t;let n=this.getAttribute(g.MEDIA_CONTROLLER);n&&(Gi(this,Ki,this.getRootNode()?.getElementById(n)),(t=(e=Ui(this,Ki))?.associateElement)==null||t.call(e,this))}disconnectedCallback(){var e,t;(t=(e=Ui(this,Ki))?.unassociateElement)==null||t.call(e,this),Gi(this,Ki,null)}get loadingDelay(){return Ui(this,qi)}set loadingDelay(e){Gi(this,qi,e);let{style:t}=x(this.shadowRoot,`:host`);t.setProperty(`--_loading-indicator-delay`,`var(--media-loading-indicator-transition-delay, ${e}ms)`)}get mediaPaused(){return w(this,_.MEDIA_PAUSED)}set mediaPaused(e){T(this,_.MEDIA_PAUSED,e)}get mediaLoading(){return w(this,_.MEDIA_LOADING)}set mediaLoading(e){T(this,_.MEDIA_LOADING,e)}get mediaController(){return E(this,g.MEDIA_CONTROLLER)}set mediaController(e){D(this,g.MEDIA_CONTROLLER,e)}get noAutohide(){return w(this,Ji.NO_AUTOHIDE)}set noAutohide(e){T(this,Ji.NO_AUTOHIDE,e)}};Ki=new WeakMap,qi=new WeakMap,Qi.shadowRootOptions={mode:`open`},Qi.getTemplateHTML=Zi,p.customElements.get(`media-loading-indicator`)||p.customElements.define(`media-loading-indicator`,Qi);var $i=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M16.5 12A4.5 4.5 0 0 0 14 8v2.18l2.45 2.45a4.22 4.22 0 0 0 .05-.63Zm2.5 0a6.84 6.84 0 0 1-.54 2.64L20 16.15A8.8 8.8 0 0 0 21 12a9 9 0 0 0-7-8.77v2.06A7 7 0 0 1 19 12ZM4.27 3 3 4.27 7.73 9H3v6h4l5 5v-6.73l4.25 4.25A6.92 6.92 0 0 1 14 18.7v2.06A9 9 0 0 0 17.69 19l2 2.05L21 19.73l-9-9L4.27 3ZM12 4 9.91 6.09 12 8.18V4Z"/>
</svg>`,ea=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4Z"/>
</svg>`,ta=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M3 9v6h4l5 5V4L7 9H3Zm13.5 3A4.5 4.5 0 0 0 14 8v8a4.47 4.47 0 0 0 2.5-4ZM14 3.23v2.06a7 7 0 0 1 0 13.42v2.06a9 9 0 0 0 0-17.54Z"/>
</svg>`;function na(e){return`
    <style>
      :host(:not([${_.MEDIA_VOLUME_LEVEL}])) slot[name=icon] slot:not([name=high]),
      :host([${_.MEDIA_VOLUME_LEVEL}=high]) slot[name=icon] slot:not([name=high]) {
        display: none !important;
      }

      :host([${_.MEDIA_VOLUME_LEVEL}=off]) slot[name=icon] slot:not([name=off]) {
        display: none !important;
      }

      :host([${_.MEDIA_VOLUME_LEVEL}=low]) slot[name=icon] slot:not([name=low]) {
        display: none !important;
      }

      :host([${_.MEDIA_VOLUME_LEVEL}=medium]) slot[name=icon] slot:not([name=medium]) {
        display: none !important;
      }

      :host(:not([${_.MEDIA_VOLUME_LEVEL}=off])) slot[name=tooltip-unmute],
      :host([${_.MEDIA_VOLUME_LEVEL}=off]) slot[name=tooltip-mute] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="off">${$i}</slot>
      <slot name="low">${ea}</slot>
      <slot name="medium">${ea}</slot>
      <slot name="high">${ta}</slot>
    </slot>
  `}function ra(){return`
    <slot name="tooltip-mute">${k(`Mute`)}</slot>
    <slot name="tooltip-unmute">${k(`Unmute`)}</slot>
  `}var ia=e=>{let t=e.mediaVolumeLevel===`off`?k(`unmute`):k(`mute`);e.setAttribute(`aria-label`,t)},aa=class extends B{static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_VOLUME_LEVEL]}connectedCallback(){super.connectedCallback(),ia(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_VOLUME_LEVEL&&ia(this)}get mediaVolumeLevel(){return E(this,_.MEDIA_VOLUME_LEVEL)}set mediaVolumeLevel(e){D(this,_.MEDIA_VOLUME_LEVEL,e)}handleClick(){let e=this.mediaVolumeLevel===`off`?h.MEDIA_UNMUTE_REQUEST:h.MEDIA_MUTE_REQUEST;this.dispatchEvent(new p.CustomEvent(e,{composed:!0,bubbles:!0}))}};aa.getSlotTemplateHTML=na,aa.getTooltipContentHTML=ra,p.customElements.get(`media-mute-button`)||p.customElements.define(`media-mute-button`,aa);var oa=`<svg aria-hidden="true" viewBox="0 0 28 24">
  <path d="M24 3H4a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h20a1 1 0 0 0 1-1V4a1 1 0 0 0-1-1Zm-1 16H5V5h18v14Zm-3-8h-7v5h7v-5Z"/>
</svg>`;function sa(e){return`
    <style>
      :host([${_.MEDIA_IS_PIP}]) slot[name=icon] slot:not([name=exit]) {
        display: none !important;
      }

      :host(:not([${_.MEDIA_IS_PIP}])) slot[name=icon] slot:not([name=enter]) {
        display: none !important;
      }

      :host([${_.MEDIA_IS_PIP}]) slot[name=tooltip-enter],
      :host(:not([${_.MEDIA_IS_PIP}])) slot[name=tooltip-exit] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="enter">${oa}</slot>
      <slot name="exit">${oa}</slot>
    </slot>
  `}function ca(){return`
    <slot name="tooltip-enter">${k(`Enter picture in picture mode`)}</slot>
    <slot name="tooltip-exit">${k(`Exit picture in picture mode`)}</slot>
  `}var la=e=>{let t=e.mediaIsPip?k(`exit picture in picture mode`):k(`enter picture in picture mode`);e.setAttribute(`aria-label`,t)},ua=class extends B{static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_IS_PIP,_.MEDIA_PIP_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),la(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_IS_PIP&&la(this)}get mediaPipUnavailable(){return E(this,_.MEDIA_PIP_UNAVAILABLE)}set mediaPipUnavailable(e){D(this,_.MEDIA_PIP_UNAVAILABLE,e)}get mediaIsPip(){return w(this,_.MEDIA_IS_PIP)}set mediaIsPip(e){T(this,_.MEDIA_IS_PIP,e)}handleClick(){let e=this.mediaIsPip?h.MEDIA_EXIT_PIP_REQUEST:h.MEDIA_ENTER_PIP_REQUEST;this.dispatchEvent(new p.CustomEvent(e,{composed:!0,bubbles:!0}))}};ua.getSlotTemplateHTML=sa,ua.getTooltipContentHTML=ca,p.customElements.get(`media-pip-button`)||p.customElements.define(`media-pip-button`,ua);var da=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="m6 21 15-9L6 3v18Z"/>
</svg>`,fa=`<svg aria-hidden="true" viewBox="0 0 24 24">
  <path d="M6 20h4V4H6v16Zm8-16v16h4V4h-4Z"/>
</svg>`;function pa(e){return`
    <style>
      :host([${_.MEDIA_PAUSED}]) slot[name=pause],
      :host(:not([${_.MEDIA_PAUSED}])) slot[name=play] {
        display: none !important;
      }

      :host([${_.MEDIA_PAUSED}]) slot[name=tooltip-pause],
      :host(:not([${_.MEDIA_PAUSED}])) slot[name=tooltip-play] {
        display: none;
      }
    </style>

    <slot name="icon">
      <slot name="play">${da}</slot>
      <slot name="pause">${fa}</slot>
    </slot>
  `}function ma(){return`
    <slot name="tooltip-play">${k(`Play`)}</slot>
    <slot name="tooltip-pause">${k(`Pause`)}</slot>
  `}var ha=e=>{let t=e.mediaPaused?k(`play`):k(`pause`);e.setAttribute(`aria-label`,t)},ga=class extends B{static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_PAUSED,_.MEDIA_ENDED]}connectedCallback(){super.connectedCallback(),ha(this)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),(e===_.MEDIA_PAUSED||e===_.MEDIA_LANG)&&ha(this)}get mediaPaused(){return w(this,_.MEDIA_PAUSED)}set mediaPaused(e){T(this,_.MEDIA_PAUSED,e)}handleClick(){let e=this.mediaPaused?h.MEDIA_PLAY_REQUEST:h.MEDIA_PAUSE_REQUEST;this.dispatchEvent(new p.CustomEvent(e,{composed:!0,bubbles:!0}))}};ga.getSlotTemplateHTML=pa,ga.getTooltipContentHTML=ma,p.customElements.get(`media-play-button`)||p.customElements.define(`media-play-button`,ga);var _a={PLACEHOLDER_SRC:`placeholdersrc`,SRC:`src`};function va(e){return`
    <style>
      :host {
        pointer-events: none;
        display: var(--media-poster-image-display, inline-block);
        box-sizing: border-box;
      }

      img {
        max-width: 100%;
        max-height: 100%;
        min-width: 100%;
        min-height: 100%;
        background-repeat: no-repeat;
        background-position: var(--media-poster-image-background-position, var(--media-object-position, center));
        background-size: var(--media-poster-image-background-size, var(--media-object-fit, contain));
        object-fit: var(--media-object-fit, contain);
        object-position: var(--media-object-position, center);
      }
    </style>

    <img part="poster img" aria-hidden="true" id="image"/>
  `}var ya=e=>{e.style.removeProperty(`background-image`)},ba=(e,t)=>{e.style[`background-image`]=`url('${t}')`},xa=class extends p.HTMLElement{static get observedAttributes(){return[_a.PLACEHOLDER_SRC,_a.SRC]}constructor(){if(super(),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}this.image=this.shadowRoot.querySelector(`#image`)}attributeChangedCallback(e,t,n){e===_a.SRC&&(n==null?this.image.removeAttribute(_a.SRC):this.image.setAttribute(_a.SRC,n)),e===_a.PLACEHOLDER_SRC&&(n==null?ya(this.image):ba(this.image,n))}get placeholderSrc(){return E(this,_a.PLACEHOLDER_SRC)}set placeholderSrc(e){D(this,_a.SRC,e)}get src(){return E(this,_a.SRC)}set src(e){D(this,_a.SRC,e)}};xa.shadowRootOptions={mode:`open`},xa.getTemplateHTML=va,p.customElements.get(`media-poster-image`)||p.customElements.define(`media-poster-image`,xa);var Sa=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Ca=(e,t,n)=>(Sa(e,t,`read from private field`),n?n.call(e):t.get(e)),wa=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Ta=(e,t,n,r)=>(Sa(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Ea;function Da(e,t={}){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        background: var(--media-text-background, var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7))));
        padding: var(--media-control-padding, 10px);
        display: inline-flex;
        justify-content: center;
        align-items: center;
        vertical-align: middle;
        box-sizing: border-box;
        text-align: center;
        pointer-events: auto;
      }

      
      :host(:focus-visible) {
        box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: 0;
      }

      
      :host(:where(:focus)) {
        box-shadow: none;
        outline: 0;
      }
    </style>

    ${this.getSlotTemplateHTML(e,t)}
  `}function Oa(e,t){return`
    <slot></slot>
  `}var ka=class extends p.HTMLElement{constructor(){if(super(),wa(this,Ea,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[g.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,n){var r,i,a,o;e===g.MEDIA_CONTROLLER&&(t&&((i=(r=Ca(this,Ea))?.unassociateElement)==null||i.call(r,this),Ta(this,Ea,null)),n&&this.isConnected&&(Ta(this,Ea,this.getRootNode()?.getElementById(n)),(o=(a=Ca(this,Ea))?.associateElement)==null||o.call(a,this)))}connectedCallback(){var e,t;let{style:n}=x(this.shadowRoot,`:host`);n.setProperty(`display`,`var(--media-control-display, var(--${this.localName}-display, inline-flex))`);let r=this.getAttribute(g.MEDIA_CONTROLLER);r&&(Ta(this,Ea,this.getRootNode()?.getElementById(r)),(t=(e=Ca(this,Ea))?.associateElement)==null||t.call(e,this))}disconnectedCallback(){var e,t;(t=(e=Ca(this,Ea))?.unassociateElement)==null||t.call(e,this),Ta(this,Ea,null)}};Ea=new WeakMap,ka.shadowRootOptions={mode:`open`},ka.getTemplateHTML=Da,ka.getSlotTemplateHTML=Oa,p.customElements.get(`media-text-display`)||p.customElements.define(`media-text-display`,ka);var Aa=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},ja=(e,t,n)=>(Aa(e,t,`read from private field`),n?n.call(e):t.get(e)),Ma=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Na=(e,t,n,r)=>(Aa(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Pa,Fa=class extends ka{constructor(){super(),Ma(this,Pa,void 0),Na(this,Pa,this.shadowRoot.querySelector(`slot`))}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_PREVIEW_CHAPTER,_.MEDIA_LANG]}attributeChangedCallback(e,t,n){if(super.attributeChangedCallback(e,t,n),(e===_.MEDIA_PREVIEW_CHAPTER||e===_.MEDIA_LANG)&&n!==t&&n!=null){if(ja(this,Pa).textContent=n,n!==``){let e=k(`chapter: {chapterName}`,{chapterName:n});this.setAttribute(`aria-valuetext`,e)}else this.removeAttribute(`aria-valuetext`)}}get mediaPreviewChapter(){return E(this,_.MEDIA_PREVIEW_CHAPTER)}set mediaPreviewChapter(e){D(this,_.MEDIA_PREVIEW_CHAPTER,e)}};Pa=new WeakMap,p.customElements.get(`media-preview-chapter-display`)||p.customElements.define(`media-preview-chapter-display`,Fa);var Ia=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},La=(e,t,n)=>(Ia(e,t,`read from private field`),n?n.call(e):t.get(e)),Ra=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},za=(e,t,n,r)=>(Ia(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Ba;function Va(e){return`
    <style>
      :host {
        box-sizing: border-box;
        display: var(--media-control-display, var(--media-preview-thumbnail-display, inline-block));
        overflow: hidden;
      }

      img {
        display: none;
        position: relative;
      }
    </style>
    <img crossorigin loading="eager" decoding="async">
  `}var Ha=class extends p.HTMLElement{constructor(){if(super(),Ra(this,Ba,void 0),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[g.MEDIA_CONTROLLER,_.MEDIA_PREVIEW_IMAGE,_.MEDIA_PREVIEW_COORDS]}connectedCallback(){var e,t;let n=this.getAttribute(g.MEDIA_CONTROLLER);n&&(za(this,Ba,this.getRootNode()?.getElementById(n)),(t=(e=La(this,Ba))?.associateElement)==null||t.call(e,this))}disconnectedCallback(){var e,t;(t=(e=La(this,Ba))?.unassociateElement)==null||t.call(e,this),za(this,Ba,null)}attributeChangedCallback(e,t,n){var r,i,a,o;[_.MEDIA_PREVIEW_IMAGE,_.MEDIA_PREVIEW_COORDS].includes(e)&&this.update(),e===g.MEDIA_CONTROLLER&&(t&&((i=(r=La(this,Ba))?.unassociateElement)==null||i.call(r,this),za(this,Ba,null)),n&&this.isConnected&&(za(this,Ba,this.getRootNode()?.getElementById(n)),(o=(a=La(this,Ba))?.associateElement)==null||o.call(a,this)))}get mediaPreviewImage(){return E(this,_.MEDIA_PREVIEW_IMAGE)}set mediaPreviewImage(e){D(this,_.MEDIA_PREVIEW_IMAGE,e)}get mediaPreviewCoords(){let e=this.getAttribute(_.MEDIA_PREVIEW_COORDS);if(e)return e.split(/\s+/).map(e=>+e)}set mediaPreviewCoords(e){e?this.setAttribute(_.MEDIA_PREVIEW_COORDS,e.join(` `)):this.removeAttribute(_.MEDIA_PREVIEW_COORDS)}update(){let e=this.mediaPreviewCoords,t=this.mediaPreviewImage;if(!(e&&t))return;let[n,r,i,a]=e,o=t.split(`#`)[0],s=getComputedStyle(this),{maxWidth:c,maxHeight:l,minWidth:u,minHeight:d}=s,f=s.getPropertyValue(`--media-preview-thumbnail-object-fit`).trim()||`contain`,p,m;if(f===`fill`){let e=parseInt(c)/i,t=parseInt(l)/a,n=parseInt(u)/i,r=parseInt(d)/a;p=e<1?e:Math.max(e,n),m=t<1?t:Math.max(t,r)}else{let e=Math.min(parseInt(c)/i,parseInt(l)/a),t=Math.max(parseInt(u)/i,parseInt(d)/a),n=e<1?e:t>1?t:1;p=n,m=n}let{style:h}=x(this.shadowRoot,`:host`),g=x(this.shadowRoot,`img`).style,ee=this.shadowRoot.querySelector(`img`),te=Math.min(p,m)<1?`min`:`max`;h.setProperty(`${te}-width`,`initial`,`important`),h.setProperty(`${te}-height`,`initial`,`important`),h.width=`${i*p}px`,h.height=`${a*m}px`;let _=()=>{g.width=`${this.imgWidth*p}px`,g.height=`${this.imgHeight*m}px`,g.display=`block`};ee.src!==o&&(ee.onload=()=>{this.imgWidth=ee.naturalWidth,this.imgHeight=ee.naturalHeight,_(),ee.onload=null},ee.src=o,_()),_(),g.transform=`translate(-${n*p}px, -${r*m}px)`}};Ba=new WeakMap,Ha.shadowRootOptions={mode:`open`},Ha.getTemplateHTML=Va,p.customElements.get(`media-preview-thumbnail`)||p.customElements.define(`media-preview-thumbnail`,Ha);var Ua=Ha,Wa=[{singular:`hour`,plural:`hours`},{singular:`minute`,plural:`minutes`},{singular:`second`,plural:`seconds`}],Ga=(e,t)=>`${e} ${k(e===1?Wa[t].singular:Wa[t].plural)}`,Ka=e=>{if(!mn(e))return``;let t=Math.abs(e),n=t!==e,r=new Date(0,0,0,0,0,t,0),i=[r.getHours(),r.getMinutes(),r.getSeconds()].map((e,t)=>e&&Ga(e,t)).filter(e=>e).join(`, `);return n?k(`{time} remaining`,{time:i}):t===0?Ga(0,2):i};function qa(e,t){let n=!1;e<0&&(n=!0,e=0-e),e=e<0?0:e;let r=Math.floor(e%60),i=Math.floor(e/60%60),a=Math.floor(e/3600),o=Math.floor(t/60%60),s=Math.floor(t/3600);return(isNaN(e)||e===1/0)&&(a=i=r=`0`),a=a>0||s>0?a+`:`:``,i=((a||o>=10)&&i<10?`0`+i:i)+`:`,r=r<10?`0`+r:r,(n?`-`:``)+a+i+r}Object.freeze({length:0,start(e){let t=e>>>0;if(t>=this.length)throw new DOMException(`Failed to execute 'start' on 'TimeRanges': The index provided (${t}) is greater than or equal to the maximum bound (${this.length}).`);return 0},end(e){let t=e>>>0;if(t>=this.length)throw new DOMException(`Failed to execute 'end' on 'TimeRanges': The index provided (${t}) is greater than or equal to the maximum bound (${this.length}).`);return 0}});var Ja=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Ya=(e,t,n)=>(Ja(e,t,`read from private field`),n?n.call(e):t.get(e)),Xa=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Za=(e,t,n,r)=>(Ja(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Qa,$a=class extends ka{constructor(){super(),Xa(this,Qa,void 0),Za(this,Qa,this.shadowRoot.querySelector(`slot`)),Ya(this,Qa).textContent=qa(0)}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_PREVIEW_TIME]}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_PREVIEW_TIME&&n!=null&&(Ya(this,Qa).textContent=qa(parseFloat(n)))}get mediaPreviewTime(){return S(this,_.MEDIA_PREVIEW_TIME)}set mediaPreviewTime(e){C(this,_.MEDIA_PREVIEW_TIME,e)}};Qa=new WeakMap,p.customElements.get(`media-preview-time-display`)||p.customElements.define(`media-preview-time-display`,$a);var eo=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},to=(e,t,n)=>(eo(e,t,`read from private field`),n?n.call(e):t.get(e)),no=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},ro=(e,t,n,r)=>(eo(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),io=(e,t,n)=>(eo(e,t,`access private method`),n),ao,oo,so,co,lo,uo,fo,po,mo,ho,go,_o={REMAINING:`remaining`,SHOW_DURATION:`showduration`,NO_TOGGLE:`notoggle`},vo=[...Object.values(_o),_.MEDIA_CURRENT_TIME,_.MEDIA_DURATION,_.MEDIA_SEEKABLE],yo=[`Enter`,` `],bo=`&nbsp;/&nbsp;`,xo=(e,{timesSep:t=bo}={})=>{let n=e.mediaCurrentTime??0,[,r]=e.mediaSeekable??[],i=0;Number.isFinite(e.mediaDuration)?i=e.mediaDuration:Number.isFinite(r)&&(i=r);let a=e.remaining?qa(0-(i-n)):qa(n);return e.showDuration?`${a}${t}${qa(i)}`:a},So=e=>{let t=e.mediaCurrentTime,[,n]=e.mediaSeekable??[],r=null;if(Number.isFinite(e.mediaDuration)?r=e.mediaDuration:Number.isFinite(n)&&(r=n),t==null||r===null){e.setAttribute(`aria-description`,k(`video not loaded, unknown time.`));return}let i=e.remaining?Ka(0-(r-t)):Ka(t);if(!e.showDuration){e.setAttribute(`aria-description`,i);return}let a=k(`{currentTime} of {totalTime}`,{currentTime:i,totalTime:Ka(r)});e.setAttribute(`aria-description`,a)};function Co(e,t){return`
    <slot>${xo(t)}</slot>
  `}var wo=e=>{e.setAttribute(`aria-label`,k(`playback time`))},To=class extends ka{constructor(){super(),no(this,co),no(this,uo),no(this,po),no(this,ho),no(this,ao,void 0),no(this,oo,null),no(this,so,e=>{let{metaKey:t,altKey:n,key:r}=e;t||n||!yo.includes(r)?this.removeEventListener(`keyup`,to(this,oo)):this.addEventListener(`keyup`,to(this,oo))}),ro(this,ao,this.shadowRoot.querySelector(`slot`)),to(this,ao).innerHTML=`${xo(this)}`}static get observedAttributes(){return[...super.observedAttributes,...vo,`disabled`]}connectedCallback(){let{style:e}=x(this.shadowRoot,`:host(:hover:not([notoggle]))`);e.setProperty(`cursor`,`var(--media-cursor, pointer)`),e.setProperty(`background`,`var(--media-control-hover-background, rgba(50 50 70 / .7))`),this.setAttribute(`aria-label`,k(`playback time`)),io(this,po,mo).call(this),super.connectedCallback()}toggleTimeDisplay(){this.noToggle||(this.hasAttribute(`remaining`)?this.removeAttribute(`remaining`):this.setAttribute(`remaining`,``))}disconnectedCallback(){this.disable(),io(this,uo,fo).call(this),super.disconnectedCallback()}attributeChangedCallback(e,t,n){wo(this),vo.includes(e)?this.update():e===`disabled`&&n!==t?n==null?io(this,po,mo).call(this):io(this,ho,go).call(this):e===_o.NO_TOGGLE&&n!==t&&(this.noToggle?io(this,ho,go).call(this):io(this,po,mo).call(this)),super.attributeChangedCallback(e,t,n)}enable(){this.noToggle||(this.tabIndex=0)}disable(){this.tabIndex=-1}get remaining(){return w(this,_o.REMAINING)}set remaining(e){T(this,_o.REMAINING,e)}get showDuration(){return w(this,_o.SHOW_DURATION)}set showDuration(e){T(this,_o.SHOW_DURATION,e)}get noToggle(){return w(this,_o.NO_TOGGLE)}set noToggle(e){T(this,_o.NO_TOGGLE,e)}get mediaDuration(){return S(this,_.MEDIA_DURATION)}set mediaDuration(e){C(this,_.MEDIA_DURATION,e)}get mediaCurrentTime(){return S(this,_.MEDIA_CURRENT_TIME)}set mediaCurrentTime(e){C(this,_.MEDIA_CURRENT_TIME,e)}get mediaSeekable(){let e=this.getAttribute(_.MEDIA_SEEKABLE);if(e)return e.split(`:`).map(e=>+e)}set mediaSeekable(e){e==null?this.removeAttribute(_.MEDIA_SEEKABLE):this.setAttribute(_.MEDIA_SEEKABLE,e.join(`:`))}update(){let e=xo(this);So(this),e!==to(this,ao).innerHTML&&(to(this,ao).innerHTML=e)}};ao=new WeakMap,oo=new WeakMap,so=new WeakMap,co=new WeakSet,lo=function(){to(this,oo)||(ro(this,oo,e=>{let{key:t}=e;yo.includes(t)?this.toggleTimeDisplay():this.removeEventListener(`keyup`,to(this,oo))}),this.addEventListener(`keydown`,to(this,so)),this.addEventListener(`click`,this.toggleTimeDisplay))},uo=new WeakSet,fo=function(){to(this,oo)&&(this.removeEventListener(`keyup`,to(this,oo)),this.removeEventListener(`keydown`,to(this,so)),this.removeEventListener(`click`,this.toggleTimeDisplay),ro(this,oo,null))},po=new WeakSet,mo=function(){!this.noToggle&&!this.hasAttribute(`disabled`)&&(this.setAttribute(`role`,`button`),this.enable(),io(this,co,lo).call(this))},ho=new WeakSet,go=function(){this.removeAttribute(`role`),this.disable(),io(this,uo,fo).call(this)},To.getSlotTemplateHTML=Co,p.customElements.get(`media-time-display`)||p.customElements.define(`media-time-display`,To);var Eo=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},V=(e,t,n)=>(Eo(e,t,`read from private field`),n?n.call(e):t.get(e)),H=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Do=(e,t,n,r)=>(Eo(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Oo=(e,t,n)=>(Eo(e,t,`access private method`),n),ko,Ao,jo,Mo,No,Po,Fo,Io,Lo,Ro,zo,Bo,Vo,Ho,Uo,Wo,Go,Ko,qo,Jo,Yo,Xo,Zo,Qo,$o;function es(e){return`
    <style>
      :host {
        --_focus-box-shadow: var(--media-focus-box-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        --_media-range-padding: var(--media-range-padding, var(--media-control-padding, 10px));

        box-shadow: var(--_focus-visible-box-shadow, none);
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        height: calc(var(--media-control-height, 24px) + 2 * var(--_media-range-padding));
        display: inline-flex;
        align-items: center;
        
        vertical-align: middle;
        box-sizing: border-box;
        position: relative;
        width: 100px;
        transition: background .15s linear;
        cursor: var(--media-cursor, pointer);
        pointer-events: auto;
        touch-action: none; 
      }

      
      input[type=range]:focus {
        outline: 0;
      }
      input[type=range]:focus::-webkit-slider-runnable-track {
        outline: 0;
      }

      :host(:hover) {
        background: var(--media-control-hover-background, rgb(50 50 70 / .7));
      }

      #leftgap {
        padding-left: var(--media-range-padding-left, var(--_media-range-padding));
      }

      #rightgap {
        padding-right: var(--media-range-padding-right, var(--_media-range-padding));
      }

      #startpoint,
      #endpoint {
        position: absolute;
      }

      #endpoint {
        right: 0;
      }

      #container {
        
        width: var(--media-range-track-width, 100%);
        transform: translate(var(--media-range-track-translate-x, 0px), var(--media-range-track-translate-y, 0px));
        position: relative;
        height: 100%;
        display: flex;
        align-items: center;
        min-width: 40px;
      }

      #range {
        
        display: var(--media-time-range-hover-display, block);
        bottom: var(--media-time-range-hover-bottom, 0);
        height: var(--media-time-range-hover-height, max(100% , 25px));
        width: 100%;
        position: absolute;
        cursor: var(--media-cursor, pointer);

        -webkit-appearance: none; 
        -webkit-tap-highlight-color: transparent;
        background: transparent; 
        margin: 0;
        z-index: 1;
      }

      @media (hover: hover) {
        #range {
          bottom: var(--media-time-range-hover-bottom, 0);
          height: var(--media-time-range-hover-height, max(100%, 20px));
        }
      }

      
      
      #range::-webkit-slider-thumb {
        -webkit-appearance: none;
        background: transparent;
        width: .1px;
        height: .1px;
      }

      
      #range::-moz-range-thumb {
        background: transparent;
        border: transparent;
        width: .1px;
        height: .1px;
      }

      #appearance {
        height: var(--media-range-track-height, 4px);
        display: flex;
        flex-direction: column;
        justify-content: center;
        width: 100%;
        position: absolute;
        
        will-change: transform;
      }

      #track {
        background: var(--media-range-track-background, rgb(255 255 255 / .2));
        border-radius: var(--media-range-track-border-radius, 1px);
        border: var(--media-range-track-border, none);
        outline: var(--media-range-track-outline);
        outline-offset: var(--media-range-track-outline-offset);
        backdrop-filter: var(--media-range-track-backdrop-filter);
        -webkit-backdrop-filter: var(--media-range-track-backdrop-filter);
        box-shadow: var(--media-range-track-box-shadow, none);
        position: absolute;
        width: 100%;
        height: 100%;
        overflow: hidden;
      }

      #progress,
      #pointer {
        position: absolute;
        height: 100%;
        will-change: width;
      }

      #progress {
        background: var(--media-range-bar-color, var(--media-primary-color, rgb(238 238 238)));
        transition: var(--media-range-track-transition);
      }

      #pointer {
        background: var(--media-range-track-pointer-background);
        border-right: var(--media-range-track-pointer-border-right);
        transition: visibility .25s, opacity .25s;
        visibility: hidden;
        opacity: 0;
      }

      @media (hover: hover) {
        :host(:hover) #pointer {
          transition: visibility .5s, opacity .5s;
          visibility: visible;
          opacity: 1;
        }
      }

      #thumb,
      ::slotted([slot=thumb]) {
        width: var(--media-range-thumb-width, 10px);
        height: var(--media-range-thumb-height, 10px);
        transition: var(--media-range-thumb-transition);
        transform: var(--media-range-thumb-transform, none);
        opacity: var(--media-range-thumb-opacity, 1);
        translate: -50%;
        position: absolute;
        left: 0;
        cursor: var(--media-cursor, pointer);
      }

      #thumb {
        border-radius: var(--media-range-thumb-border-radius, 10px);
        background: var(--media-range-thumb-background, var(--media-primary-color, rgb(238 238 238)));
        box-shadow: var(--media-range-thumb-box-shadow, 1px 1px 1px transparent);
        border: var(--media-range-thumb-border, none);
      }

      :host([disabled]) #thumb {
        background-color: #777;
      }

      .segments #appearance {
        height: var(--media-range-segment-hover-height, 7px);
      }

      #track {
        clip-path: url(#segments-clipping);
      }

      #segments {
        --segments-gap: var(--media-range-segments-gap, 2px);
        position: absolute;
        width: 100%;
        height: 100%;
      }

      #segments-clipping {
        transform: translateX(calc(var(--segments-gap) / 2));
      }

      #segments-clipping:empty {
        display: none;
      }

      #segments-clipping rect {
        height: var(--media-range-track-height, 4px);
        y: calc((var(--media-range-segment-hover-height, 7px) - var(--media-range-track-height, 4px)) / 2);
        transition: var(--media-range-segment-transition, transform .1s ease-in-out);
        transform: var(--media-range-segment-transform, scaleY(1));
        transform-origin: center;
      }

      /* Visible label for accessibility - positioned off-screen but technically visible (Firefox requires visible labels) */
      #range-label {
        position: absolute;
        left: -10000px;
        background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        pointer-events: none;
      }
    </style>
    <div id="leftgap"></div>
    <div id="container">
      <div id="startpoint"></div>
      <div id="endpoint"></div>
      <div id="appearance">
        <div id="track" part="track">
          <div id="pointer"></div>
          <div id="progress" part="progress"></div>
        </div>
        <slot name="thumb">
          <div id="thumb" part="thumb"></div>
        </slot>
        <svg id="segments" aria-hidden="true"><clipPath id="segments-clipping"></clipPath></svg>
      </div>
        <input id="range" type="range" min="0" max="1" step="any" value="0">
        <label for="range" id="range-label"></label>

      ${this.getContainerTemplateHTML(e)}
    </div>
    <div id="rightgap"></div>
  `}function ts(e){return``}var ns=class extends p.HTMLElement{constructor(){if(super(),H(this,Ro),H(this,Bo),H(this,Ho),H(this,Wo),H(this,Ko),H(this,Jo),H(this,Xo),H(this,Qo),H(this,ko,void 0),H(this,Ao,void 0),H(this,jo,void 0),H(this,Mo,void 0),H(this,No,{}),H(this,Po,[]),H(this,Fo,()=>{if(this.range.matches(`:focus-visible`)){let{style:e}=x(this.shadowRoot,`:host`);e.setProperty(`--_focus-visible-box-shadow`,`var(--_focus-box-shadow)`)}}),H(this,Io,()=>{let{style:e}=x(this.shadowRoot,`:host`);e.removeProperty(`--_focus-visible-box-shadow`)}),H(this,Lo,()=>{let e=this.shadowRoot.querySelector(`#segments-clipping`);e&&e.parentNode.append(e)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes),t=this.constructor.getTemplateHTML(e);this.shadowRoot.setHTMLUnsafe?this.shadowRoot.setHTMLUnsafe(t):this.shadowRoot.innerHTML=t}this.container=this.shadowRoot.querySelector(`#container`),Do(this,jo,this.shadowRoot.querySelector(`#startpoint`)),Do(this,Mo,this.shadowRoot.querySelector(`#endpoint`)),this.range=this.shadowRoot.querySelector(`#range`),this.appearance=this.shadowRoot.querySelector(`#appearance`)}static get observedAttributes(){return[`disabled`,`aria-disabled`,g.MEDIA_CONTROLLER]}attributeChangedCallback(e,t,n){var r,i,a,o;e===g.MEDIA_CONTROLLER?(t&&((i=(r=V(this,ko))?.unassociateElement)==null||i.call(r,this),Do(this,ko,null)),n&&this.isConnected&&(Do(this,ko,this.getRootNode()?.getElementById(n)),(o=(a=V(this,ko))?.associateElement)==null||o.call(a,this))):(e===`disabled`||e===`aria-disabled`&&t!==n)&&(n==null?(this.range.removeAttribute(e),Oo(this,Bo,Vo).call(this)):(this.range.setAttribute(e,n),Oo(this,Ho,Uo).call(this)))}connectedCallback(){var e,t;let{style:n}=x(this.shadowRoot,`:host`);n.setProperty(`display`,`var(--media-control-display, var(--${this.localName}-display, inline-flex))`),V(this,No).pointer=x(this.shadowRoot,`#pointer`),V(this,No).progress=x(this.shadowRoot,`#progress`),V(this,No).thumb=x(this.shadowRoot,`#thumb, ::slotted([slot="thumb"])`),V(this,No).activeSegment=x(this.shadowRoot,`#segments-clipping rect:nth-child(0)`);let r=this.getAttribute(g.MEDIA_CONTROLLER);r&&(Do(this,ko,this.getRootNode()?.getElementById(r)),(t=(e=V(this,ko))?.associateElement)==null||t.call(e,this)),this.updateBar(),this.shadowRoot.addEventListener(`focusin`,V(this,Fo)),this.shadowRoot.addEventListener(`focusout`,V(this,Io)),Oo(this,Bo,Vo).call(this),de(this.container,V(this,Lo))}disconnectedCallback(){var e,t;Oo(this,Ho,Uo).call(this),(t=(e=V(this,ko))?.unassociateElement)==null||t.call(e,this),Do(this,ko,null),this.shadowRoot.removeEventListener(`focusin`,V(this,Fo)),this.shadowRoot.removeEventListener(`focusout`,V(this,Io)),fe(this.container,V(this,Lo))}updatePointerBar(e){var t;(t=V(this,No).pointer)==null||t.style.setProperty(`width`,`${this.getPointerRatio(e)*100}%`)}updateBar(){var e,t;let n=this.range.valueAsNumber*100;(e=V(this,No).progress)==null||e.style.setProperty(`width`,`${n}%`),(t=V(this,No).thumb)==null||t.style.setProperty(`left`,`${n}%`)}updateSegments(e){let t=this.shadowRoot.querySelector(`#segments-clipping`);if(t.textContent=``,this.container.classList.toggle(`segments`,!!e?.length),!e?.length)return;let n=[...new Set([+this.range.min,...e.flatMap(e=>[e.start,e.end]),+this.range.max])];Do(this,Po,[...n]);let r=n.pop();for(let[e,i]of n.entries()){let[a,o]=[e===0,e===n.length-1],s=a?`calc(var(--segments-gap) / -1)`:`${i*100}%`,c=`calc(${((o?r:n[e+1])-i)*100}%${a||o?``:` - var(--segments-gap)`})`,l=m.createElementNS(`http://www.w3.org/2000/svg`,`rect`),u=Se(this.shadowRoot,`#segments-clipping rect:nth-child(${e+1})`);u.style.setProperty(`x`,s),u.style.setProperty(`width`,c),t.append(l)}}getPointerRatio(e){return be(e.clientX,e.clientY,V(this,jo).getBoundingClientRect(),V(this,Mo).getBoundingClientRect())}get dragging(){return this.hasAttribute(`dragging`)}handleEvent(e){switch(e.type){case`pointermove`:Oo(this,Qo,$o).call(this,e);break;case`input`:this.updateBar();break;case`pointerenter`:Oo(this,Ko,qo).call(this,e);break;case`pointerdown`:Oo(this,Wo,Go).call(this,e);break;case`pointerup`:Oo(this,Jo,Yo).call(this);break;case`pointerleave`:Oo(this,Xo,Zo).call(this)}}get keysUsed(){return[`ArrowUp`,`ArrowRight`,`ArrowDown`,`ArrowLeft`]}};ko=new WeakMap,Ao=new WeakMap,jo=new WeakMap,Mo=new WeakMap,No=new WeakMap,Po=new WeakMap,Fo=new WeakMap,Io=new WeakMap,Lo=new WeakMap,Ro=new WeakSet,zo=function(e){let t=V(this,No).activeSegment;if(!t)return;let n=this.getPointerRatio(e),r=`#segments-clipping rect:nth-child(${V(this,Po).findIndex((e,t,r)=>{let i=r[t+1];return i!=null&&n>=e&&n<=i})+1})`;t.selectorText==r&&t.style.transform||(t.selectorText=r,t.style.setProperty(`transform`,`var(--media-range-segment-hover-transform, scaleY(2))`))},Bo=new WeakSet,Vo=function(){!this.hasAttribute(`disabled`)&&this.isConnected&&(this.addEventListener(`input`,this),this.addEventListener(`pointerdown`,this),this.addEventListener(`pointerenter`,this))},Ho=new WeakSet,Uo=function(){var e,t;this.removeEventListener(`input`,this),this.removeEventListener(`pointerdown`,this),this.removeEventListener(`pointerenter`,this),this.removeEventListener(`pointerleave`,this),(e=p.window)==null||e.removeEventListener(`pointerup`,this),(t=p.window)==null||t.removeEventListener(`pointermove`,this)},Wo=new WeakSet,Go=function(e){var t;Do(this,Ao,e.composedPath().includes(this.range)),(t=p.window)==null||t.addEventListener(`pointerup`,this,{once:!0})},Ko=new WeakSet,qo=function(e){var t;e.pointerType!==`mouse`&&Oo(this,Wo,Go).call(this,e),this.addEventListener(`pointerleave`,this,{once:!0}),(t=p.window)==null||t.addEventListener(`pointermove`,this)},Jo=new WeakSet,Yo=function(){var e;(e=p.window)==null||e.removeEventListener(`pointerup`,this),this.toggleAttribute(`dragging`,!1),this.range.disabled=this.hasAttribute(`disabled`)},Xo=new WeakSet,Zo=function(){var e,t;this.removeEventListener(`pointerleave`,this),(e=p.window)==null||e.removeEventListener(`pointermove`,this),this.toggleAttribute(`dragging`,!1),this.range.disabled=this.hasAttribute(`disabled`),(t=V(this,No).activeSegment)==null||t.style.removeProperty(`transform`)},Qo=new WeakSet,$o=function(e){(e.pointerType!==`pen`||e.buttons!==0)&&(this.toggleAttribute(`dragging`,e.buttons===1||e.pointerType!==`mouse`),this.updatePointerBar(e),Oo(this,Ro,zo).call(this,e),this.dragging&&(e.pointerType!==`mouse`||!V(this,Ao))&&(this.range.disabled=!0,this.range.valueAsNumber=this.getPointerRatio(e),this.range.dispatchEvent(new Event(`input`,{bubbles:!0,composed:!0}))))},ns.shadowRootOptions={mode:`open`},ns.getTemplateHTML=es,ns.getContainerTemplateHTML=ts,p.customElements.get(`media-chrome-range`)||p.customElements.define(`media-chrome-range`,ns);var rs=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},U=(e,t,n)=>(rs(e,t,`read from private field`),n?n.call(e):t.get(e)),is=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},W=(e,t,n,r)=>(rs(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),as=(e,t,n,r)=>({set _(r){W(e,t,r,n)},get _(){return U(e,t,r)}}),os,ss,cs,ls,us,ds,fs,ps,ms,hs,gs=class{constructor(e,t,n){is(this,os,void 0),is(this,ss,void 0),is(this,cs,void 0),is(this,ls,void 0),is(this,us,void 0),is(this,ds,void 0),is(this,fs,void 0),is(this,ps,void 0),is(this,ms,0),is(this,hs,(e=performance.now())=>{W(this,ms,requestAnimationFrame(U(this,hs))),W(this,ls,performance.now()-U(this,cs));let t=1e3/this.fps;if(U(this,ls)>t){W(this,cs,e-U(this,ls)%t);let n=1e3/((e-U(this,ss))/++as(this,us)._),r=(e-U(this,ds))/1e3/this.duration,i=U(this,fs)+r*this.playbackRate;i-U(this,os).valueAsNumber>0?W(this,ps,this.playbackRate/this.duration/n):(W(this,ps,.995*U(this,ps)),i=U(this,os).valueAsNumber+U(this,ps)),this.callback(i)}}),W(this,os,e),this.callback=t,this.fps=n}start(){U(this,ms)===0&&(W(this,cs,performance.now()),W(this,ss,U(this,cs)),W(this,us,0),U(this,hs).call(this))}stop(){U(this,ms)!==0&&(cancelAnimationFrame(U(this,ms)),W(this,ms,0))}update({start:e,duration:t,playbackRate:n}){let r=e-U(this,os).valueAsNumber,i=Math.abs(t-this.duration);(r>0||r<-.5/t||i>=.5)&&this.callback(e),W(this,fs,e),W(this,ds,performance.now()),this.duration=t,this.playbackRate=n}};os=new WeakMap,ss=new WeakMap,cs=new WeakMap,ls=new WeakMap,us=new WeakMap,ds=new WeakMap,fs=new WeakMap,ps=new WeakMap,ms=new WeakMap,hs=new WeakMap;var _s=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},G=(e,t,n)=>(_s(e,t,`read from private field`),n?n.call(e):t.get(e)),K=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},vs=(e,t,n,r)=>(_s(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),q=(e,t,n)=>(_s(e,t,`access private method`),n),ys,bs,xs,Ss,Cs,ws,Ts,Es,Ds,Os,ks,As,js,Ms,Ns,Ps,Fs,Is,Ls,Rs,zs,Bs,Vs,Hs,Us,Ws,Gs=e=>{let t=e.range,n=Ka(+Js(e)),r=Ka(+e.mediaSeekableEnd),i=n&&r?k(`{currentTime} of {totalTime}`,{currentTime:n,totalTime:r}):k(`video not loaded, unknown time.`);t.setAttribute(`aria-valuetext`,i)};function Ks(e){return`
    <style>
      :host {
        --media-box-border-radius: 4px;
        --media-box-padding-left: 10px;
        --media-box-padding-right: 10px;
        --media-preview-border-radius: var(--media-box-border-radius);
        --media-box-arrow-offset: var(--media-box-border-radius);
        --_control-background: var(--media-control-background, var(--media-secondary-color, rgb(20 20 30 / .7)));
        --_preview-background: var(--media-preview-background, var(--_control-background));

        
        contain: layout;
      }

      #buffered {
        background: var(--media-time-range-buffered-color, rgb(255 255 255 / .4));
        position: absolute;
        height: 100%;
        will-change: width;
      }

      #preview-rail,
      #current-rail {
        width: 100%;
        position: absolute;
        left: 0;
        bottom: 100%;
        pointer-events: none;
        will-change: transform;
      }

      [part~="box"] {
        width: min-content;
        
        position: absolute;
        bottom: 100%;
        flex-direction: column;
        align-items: center;
        transform: translateX(-50%);
      }

      [part~="current-box"] {
        display: var(--media-current-box-display, var(--media-box-display, flex));
        margin: var(--media-current-box-margin, var(--media-box-margin, 0 0 5px));
        visibility: hidden;
      }

      [part~="preview-box"] {
        display: var(--media-preview-box-display, var(--media-box-display, flex));
        margin: var(--media-preview-box-margin, var(--media-box-margin, 0 0 5px));
        transition-property: var(--media-preview-transition-property, visibility, opacity);
        transition-duration: var(--media-preview-transition-duration-out, .25s);
        transition-delay: var(--media-preview-transition-delay-out, 0s);
        visibility: hidden;
        opacity: 0;
      }

      :host(:is([${_.MEDIA_PREVIEW_IMAGE}], [${_.MEDIA_PREVIEW_TIME}])[dragging]) [part~="preview-box"] {
        transition-duration: var(--media-preview-transition-duration-in, .5s);
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        visibility: visible;
        opacity: 1;
      }

      @media (hover: hover) {
        :host(:is([${_.MEDIA_PREVIEW_IMAGE}], [${_.MEDIA_PREVIEW_TIME}]):hover) [part~="preview-box"] {
          transition-duration: var(--media-preview-transition-duration-in, .5s);
          transition-delay: var(--media-preview-transition-delay-in, .25s);
          visibility: visible;
          opacity: 1;
        }
      }

      media-preview-thumbnail,
      ::slotted(media-preview-thumbnail) {
        visibility: hidden;
        
        transition: visibility 0s .25s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-thumbnail-background, var(--_preview-background));
        box-shadow: var(--media-preview-thumbnail-box-shadow, 0 0 4px rgb(0 0 0 / .2));
        max-width: var(--media-preview-thumbnail-max-width, 180px);
        max-height: var(--media-preview-thumbnail-max-height, 160px);
        min-width: var(--media-preview-thumbnail-min-width, 120px);
        min-height: var(--media-preview-thumbnail-min-height, 80px);
        border: var(--media-preview-thumbnail-border);
        border-radius: var(--media-preview-thumbnail-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius) 0 0);
      }

      :host([${_.MEDIA_PREVIEW_IMAGE}][dragging]) media-preview-thumbnail,
      :host([${_.MEDIA_PREVIEW_IMAGE}][dragging]) ::slotted(media-preview-thumbnail) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        visibility: visible;
      }

      @media (hover: hover) {
        :host([${_.MEDIA_PREVIEW_IMAGE}]:hover) media-preview-thumbnail,
        :host([${_.MEDIA_PREVIEW_IMAGE}]:hover) ::slotted(media-preview-thumbnail) {
          transition-delay: var(--media-preview-transition-delay-in, .25s);
          visibility: visible;
        }

        :host([${_.MEDIA_PREVIEW_TIME}]:hover) {
          --media-time-range-hover-display: block;
        }
      }

      media-preview-chapter-display,
      ::slotted(media-preview-chapter-display) {
        font-size: var(--media-font-size, 13px);
        line-height: 17px;
        min-width: 0;
        visibility: hidden;
        
        transition: min-width 0s, border-radius 0s, margin 0s, padding 0s, visibility 0s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-chapter-background, var(--_preview-background));
        border-radius: var(--media-preview-chapter-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius)
          var(--media-preview-border-radius) var(--media-preview-border-radius));
        padding: var(--media-preview-chapter-padding, 3.5px 9px);
        margin: var(--media-preview-chapter-margin, 0 0 5px);
        text-shadow: var(--media-preview-chapter-text-shadow, 0 0 4px rgb(0 0 0 / .75));
      }

      :host([${_.MEDIA_PREVIEW_IMAGE}]) media-preview-chapter-display,
      :host([${_.MEDIA_PREVIEW_IMAGE}]) ::slotted(media-preview-chapter-display) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        border-radius: var(--media-preview-chapter-border-radius, 0);
        padding: var(--media-preview-chapter-padding, 3.5px 9px 0);
        margin: var(--media-preview-chapter-margin, 0);
        min-width: 100%;
      }

      media-preview-chapter-display[${_.MEDIA_PREVIEW_CHAPTER}],
      ::slotted(media-preview-chapter-display[${_.MEDIA_PREVIEW_CHAPTER}]) {
        visibility: visible;
      }

      media-preview-chapter-display:not([aria-valuetext]),
      ::slotted(media-preview-chapter-display:not([aria-valuetext])) {
        display: none;
      }

      media-preview-time-display,
      ::slotted(media-preview-time-display),
      media-time-display,
      ::slotted(media-time-display) {
        font-size: var(--media-font-size, 13px);
        line-height: 17px;
        min-width: 0;
        
        transition: min-width 0s, border-radius 0s;
        transition-delay: calc(var(--media-preview-transition-delay-out, 0s) + var(--media-preview-transition-duration-out, .25s));
        background: var(--media-preview-time-background, var(--_preview-background));
        border-radius: var(--media-preview-time-border-radius,
          var(--media-preview-border-radius) var(--media-preview-border-radius)
          var(--media-preview-border-radius) var(--media-preview-border-radius));
        padding: var(--media-preview-time-padding, 3.5px 9px);
        margin: var(--media-preview-time-margin, 0);
        text-shadow: var(--media-preview-time-text-shadow, 0 0 4px rgb(0 0 0 / .75));
        transform: translateX(min(
          max(calc(50% - var(--_box-width) / 2),
          calc(var(--_box-shift, 0))),
          calc(var(--_box-width) / 2 - 50%)
        ));
      }

      :host([${_.MEDIA_PREVIEW_IMAGE}]) media-preview-time-display,
      :host([${_.MEDIA_PREVIEW_IMAGE}]) ::slotted(media-preview-time-display) {
        transition-delay: var(--media-preview-transition-delay-in, .25s);
        border-radius: var(--media-preview-time-border-radius,
          0 0 var(--media-preview-border-radius) var(--media-preview-border-radius));
        min-width: 100%;
      }

      :host([${_.MEDIA_PREVIEW_TIME}]:hover) {
        --media-time-range-hover-display: block;
      }

      [part~="arrow"],
      ::slotted([part~="arrow"]) {
        display: var(--media-box-arrow-display, inline-block);
        transform: translateX(min(
          max(calc(50% - var(--_box-width) / 2 + var(--media-box-arrow-offset)),
          calc(var(--_box-shift, 0))),
          calc(var(--_box-width) / 2 - 50% - var(--media-box-arrow-offset))
        ));
        
        border-color: transparent;
        border-top-color: var(--media-box-arrow-background, var(--_control-background));
        border-width: var(--media-box-arrow-border-width,
          var(--media-box-arrow-height, 5px) var(--media-box-arrow-width, 6px) 0);
        border-style: solid;
        justify-content: center;
        height: 0;
      }
    </style>
    <div id="preview-rail">
      <slot name="preview" part="box preview-box">
        <media-preview-thumbnail>
          <template shadowrootmode="${Ua.shadowRootOptions.mode}">
            ${Ua.getTemplateHTML({})}
          </template>
        </media-preview-thumbnail>
        <media-preview-chapter-display></media-preview-chapter-display>
        <media-preview-time-display></media-preview-time-display>
        <slot name="preview-arrow"><div part="arrow"></div></slot>
      </slot>
    </div>
    <div id="current-rail">
      <slot name="current" part="box current-box">
        
      </slot>
    </div>
  `}var qs=(e,t=e.mediaCurrentTime)=>{let n=Number.isFinite(e.mediaSeekableStart)?e.mediaSeekableStart:0,r=Number.isFinite(e.mediaDuration)?e.mediaDuration:e.mediaSeekableEnd;if(Number.isNaN(r))return 0;let i=(t-n)/(r-n);return Math.max(0,Math.min(i,1))},Js=(e,t=e.range.valueAsNumber)=>{let n=Number.isFinite(e.mediaSeekableStart)?e.mediaSeekableStart:0,r=Number.isFinite(e.mediaDuration)?e.mediaDuration:e.mediaSeekableEnd;return Number.isNaN(r)?0:t*(r-n)+n},Ys=class extends ns{constructor(){super(),K(this,As),K(this,Ns),K(this,Fs),K(this,Ls),K(this,zs),K(this,Vs),K(this,Us),K(this,ys,null),K(this,bs,void 0),K(this,xs,void 0),K(this,Ss,void 0),K(this,Cs,void 0),K(this,ws,void 0),K(this,Ts,void 0),K(this,Es,void 0),K(this,Ds,void 0),K(this,Os,void 0),K(this,ks,()=>{q(this,As,js).call(this)?G(this,bs).start():G(this,bs).stop()}),K(this,Ms,e=>{this.dragging||(mn(e)&&(this.range.valueAsNumber=e),G(this,Os)||this.updateBar())}),this.shadowRoot.querySelector(`#track`).insertAdjacentHTML(`afterbegin`,`<div id="buffered" part="buffered"></div>`),vs(this,xs,this.shadowRoot.querySelectorAll(`[part~="box"]`)),vs(this,Cs,this.shadowRoot.querySelector(`[part~="preview-box"]`)),vs(this,ws,this.shadowRoot.querySelector(`[part~="current-box"]`));let e=getComputedStyle(this);vs(this,Ts,parseInt(e.getPropertyValue(`--media-box-padding-left`))),vs(this,Es,parseInt(e.getPropertyValue(`--media-box-padding-right`))),vs(this,bs,new gs(this.range,G(this,Ms),60))}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_PAUSED,_.MEDIA_DURATION,_.MEDIA_SEEKABLE,_.MEDIA_CURRENT_TIME,_.MEDIA_PREVIEW_IMAGE,_.MEDIA_PREVIEW_TIME,_.MEDIA_PREVIEW_CHAPTER,_.MEDIA_BUFFERED,_.MEDIA_PLAYBACK_RATE,_.MEDIA_LOADING,_.MEDIA_ENDED]}connectedCallback(){var e;super.connectedCallback(),this.range.setAttribute(`aria-label`,k(`seek`)),G(this,ks).call(this),vs(this,ys,this.getRootNode()),(e=G(this,ys))==null||e.addEventListener(`transitionstart`,this)}disconnectedCallback(){var e;super.disconnectedCallback(),G(this,bs).stop(),(e=G(this,ys))==null||e.removeEventListener(`transitionstart`,this),vs(this,ys,null)}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),t!=n&&(e===_.MEDIA_CURRENT_TIME||e===_.MEDIA_PAUSED||e===_.MEDIA_ENDED||e===_.MEDIA_LOADING||e===_.MEDIA_DURATION||e===_.MEDIA_SEEKABLE?(G(this,bs).update({start:qs(this),duration:this.mediaSeekableEnd-this.mediaSeekableStart,playbackRate:this.mediaPlaybackRate}),G(this,ks).call(this),Gs(this)):e===_.MEDIA_BUFFERED&&this.updateBufferedBar(),(e===_.MEDIA_DURATION||e===_.MEDIA_SEEKABLE)&&(this.mediaChaptersCues=G(this,Ds),this.updateBar()))}get mediaChaptersCues(){return G(this,Ds)}set mediaChaptersCues(e){vs(this,Ds,e),this.updateSegments(G(this,Ds)?.map(e=>({start:qs(this,e.startTime),end:qs(this,e.endTime)})))}get mediaPaused(){return w(this,_.MEDIA_PAUSED)}set mediaPaused(e){T(this,_.MEDIA_PAUSED,e)}get mediaLoading(){return w(this,_.MEDIA_LOADING)}set mediaLoading(e){T(this,_.MEDIA_LOADING,e)}get mediaDuration(){return S(this,_.MEDIA_DURATION)}set mediaDuration(e){C(this,_.MEDIA_DURATION,e)}get mediaCurrentTime(){return S(this,_.MEDIA_CURRENT_TIME)}set mediaCurrentTime(e){C(this,_.MEDIA_CURRENT_TIME,e)}get mediaPlaybackRate(){return S(this,_.MEDIA_PLAYBACK_RATE,1)}set mediaPlaybackRate(e){C(this,_.MEDIA_PLAYBACK_RATE,e)}get mediaBuffered(){let e=this.getAttribute(_.MEDIA_BUFFERED);return e?e.split(` `).map(e=>e.split(`:`).map(e=>+e)):[]}set mediaBuffered(e){if(!e){this.removeAttribute(_.MEDIA_BUFFERED);return}let t=e.map(e=>e.join(`:`)).join(` `);this.setAttribute(_.MEDIA_BUFFERED,t)}get mediaSeekable(){let e=this.getAttribute(_.MEDIA_SEEKABLE);if(e)return e.split(`:`).map(e=>+e)}set mediaSeekable(e){e==null?this.removeAttribute(_.MEDIA_SEEKABLE):this.setAttribute(_.MEDIA_SEEKABLE,e.join(`:`))}get mediaSeekableEnd(){let[,e=this.mediaDuration]=this.mediaSeekable??[];return e}get mediaSeekableStart(){let[e=0]=this.mediaSeekable??[];return e}get mediaPreviewImage(){return E(this,_.MEDIA_PREVIEW_IMAGE)}set mediaPreviewImage(e){D(this,_.MEDIA_PREVIEW_IMAGE,e)}get mediaPreviewTime(){return S(this,_.MEDIA_PREVIEW_TIME)}set mediaPreviewTime(e){C(this,_.MEDIA_PREVIEW_TIME,e)}get mediaEnded(){return w(this,_.MEDIA_ENDED)}set mediaEnded(e){T(this,_.MEDIA_ENDED,e)}updateBar(){super.updateBar(),this.updateBufferedBar(),this.updateCurrentBox()}updateBufferedBar(){let e=this.mediaBuffered;if(!e.length)return;let t;if(this.mediaEnded)t=1;else{let n=this.mediaCurrentTime,[,r=this.mediaSeekableStart]=e.find(([e,t])=>e<=n&&n<=t)??[];t=qs(this,r)}let{style:n}=x(this.shadowRoot,`#buffered`);n.setProperty(`width`,`${t*100}%`)}updateCurrentBox(){if(!this.shadowRoot.querySelector(`slot[name="current"]`).assignedElements().length)return;let e=x(this.shadowRoot,`#current-rail`),t=x(this.shadowRoot,`[part~="current-box"]`),n=q(this,Ns,Ps).call(this,G(this,ws)),r=q(this,Fs,Is).call(this,n,this.range.valueAsNumber),i=q(this,Ls,Rs).call(this,n,this.range.valueAsNumber);e.style.transform=`translateX(${r})`,e.style.setProperty(`--_range-width`,`${n.range.width}`),t.style.setProperty(`--_box-shift`,`${i}`),t.style.setProperty(`--_box-width`,`${n.box.width}px`),t.style.setProperty(`visibility`,`initial`)}handleEvent(e){switch(super.handleEvent(e),e.type){case`input`:q(this,Us,Ws).call(this);break;case`pointermove`:q(this,zs,Bs).call(this,e);break;case`pointerup`:G(this,Os)&&vs(this,Os,!1);break;case`pointerdown`:vs(this,Os,!0);break;case`pointerleave`:q(this,Vs,Hs).call(this,null);break;case`transitionstart`:he(e.target,this)&&setTimeout(()=>G(this,ks).call(this),0)}}};ys=new WeakMap,bs=new WeakMap,xs=new WeakMap,Ss=new WeakMap,Cs=new WeakMap,ws=new WeakMap,Ts=new WeakMap,Es=new WeakMap,Ds=new WeakMap,Os=new WeakMap,ks=new WeakMap,As=new WeakSet,js=function(){return this.isConnected&&!this.mediaPaused&&!this.mediaLoading&&!this.mediaEnded&&this.mediaSeekableEnd>0&&ye(this)},Ms=new WeakMap,Ns=new WeakSet,Ps=function(e){let t=((this.getAttribute(`bounds`)?ge(this,`#${this.getAttribute(`bounds`)}`):this.parentElement)??this).getBoundingClientRect(),n=this.range.getBoundingClientRect(),r=e.offsetWidth;return{box:{width:r,min:-(n.left-t.left-r/2),max:t.right-n.left-r/2},bounds:t,range:n}},Fs=new WeakSet,Is=function(e,t){let n=`${t*100}%`,{width:r,min:i,max:a}=e.box;if(!r)return n;if(Number.isNaN(i)||(n=`max(${`calc(1 / var(--_range-width) * 100 * ${i}% + var(--media-box-padding-left))`}, ${n})`),!Number.isNaN(a)){let e=`calc(1 / var(--_range-width) * 100 * ${a}% - var(--media-box-padding-right))`;n=`min(${n}, ${e})`}return n},Ls=new WeakSet,Rs=function(e,t){let{width:n,min:r,max:i}=e.box,a=t*e.range.width;if(a<r+G(this,Ts)){let t=e.range.left-e.bounds.left-G(this,Ts);return`${a-n/2+t}px`}if(a>i-G(this,Es)){let t=e.bounds.right-e.range.right-G(this,Es);return`${a+n/2-t-e.range.width}px`}return 0},zs=new WeakSet,Bs=function(e){let t=[...G(this,xs)].some(t=>e.composedPath().includes(t));if(!this.dragging&&(t||!e.composedPath().includes(this))){q(this,Vs,Hs).call(this,null);return}let n=this.mediaSeekableEnd;if(!n)return;let r=x(this.shadowRoot,`#preview-rail`),i=x(this.shadowRoot,`[part~="preview-box"]`),a=q(this,Ns,Ps).call(this,G(this,Cs)),o=(e.clientX-a.range.left)/a.range.width;o=Math.max(0,Math.min(1,o));let s=q(this,Fs,Is).call(this,a,o),c=q(this,Ls,Rs).call(this,a,o);r.style.transform=`translateX(${s})`,r.style.setProperty(`--_range-width`,`${a.range.width}`),i.style.setProperty(`--_box-shift`,`${c}`),i.style.setProperty(`--_box-width`,`${a.box.width}px`);let l=Math.round(G(this,Ss))-Math.round(o*n);Math.abs(l)<1&&o>.01&&o<.99||(vs(this,Ss,o*n),q(this,Vs,Hs).call(this,G(this,Ss)))},Vs=new WeakSet,Hs=function(e){this.dispatchEvent(new p.CustomEvent(h.MEDIA_PREVIEW_REQUEST,{composed:!0,bubbles:!0,detail:e}))},Us=new WeakSet,Ws=function(){G(this,bs).stop();let e=Js(this);this.dispatchEvent(new p.CustomEvent(h.MEDIA_SEEK_REQUEST,{composed:!0,bubbles:!0,detail:e}))},Ys.shadowRootOptions={mode:`open`},Ys.getContainerTemplateHTML=Ks,p.customElements.get(`media-time-range`)||p.customElements.define(`media-time-range`,Ys);var Xs=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Zs=(e,t,n)=>(Xs(e,t,`read from private field`),n?n.call(e):t.get(e)),Qs=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},$s,ec=1,tc=e=>e.mediaMuted?0:e.mediaVolume,nc=e=>`${Math.round(e*100)}%`,rc=class extends ns{constructor(){super(...arguments),Qs(this,$s,()=>{let e=this.range.value,t=new p.CustomEvent(h.MEDIA_VOLUME_REQUEST,{composed:!0,bubbles:!0,detail:e});this.dispatchEvent(t)})}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_VOLUME,_.MEDIA_MUTED,_.MEDIA_VOLUME_UNAVAILABLE]}connectedCallback(){super.connectedCallback(),this.range.setAttribute(`aria-label`,k(`volume`)),this.range.addEventListener(`input`,Zs(this,$s))}disconnectedCallback(){this.range.removeEventListener(`input`,Zs(this,$s)),super.disconnectedCallback()}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),(e===_.MEDIA_VOLUME||e===_.MEDIA_MUTED)&&(this.range.valueAsNumber=tc(this),this.range.setAttribute(`aria-valuetext`,nc(this.range.valueAsNumber)),this.updateBar())}get mediaVolume(){return S(this,_.MEDIA_VOLUME,ec)}set mediaVolume(e){C(this,_.MEDIA_VOLUME,e)}get mediaMuted(){return w(this,_.MEDIA_MUTED)}set mediaMuted(e){T(this,_.MEDIA_MUTED,e)}get mediaVolumeUnavailable(){return E(this,_.MEDIA_VOLUME_UNAVAILABLE)}set mediaVolumeUnavailable(e){D(this,_.MEDIA_VOLUME_UNAVAILABLE,e)}};$s=new WeakMap,p.customElements.get(`media-volume-range`)||p.customElements.define(`media-volume-range`,rc);function ic({anchor:e,floating:t,placement:n}){let{x:r,y:i}=sc(ac({anchor:e,floating:t}),n);return{x:r,y:i}}function ac({anchor:e,floating:t}){return{anchor:oc(e,t.offsetParent),floating:{x:0,y:0,width:t.offsetWidth,height:t.offsetHeight}}}function oc(e,t){let n=e.getBoundingClientRect(),r=t?.getBoundingClientRect()??{x:0,y:0};return{x:n.x-r.x,y:n.y-r.y,width:n.width,height:n.height}}function sc({anchor:e,floating:t},n){let r=lc(n)===`x`?`y`:`x`,i=r===`y`?`height`:`width`,a=cc(n),o=e.x+e.width/2-t.width/2,s=e.y+e.height/2-t.height/2,c=e[i]/2-t[i]/2,l;switch(a){case`top`:l={x:o,y:e.y-t.height};break;case`bottom`:l={x:o,y:e.y+e.height};break;case`right`:l={x:e.x+e.width,y:s};break;case`left`:l={x:e.x-t.width,y:s};break;default:l={x:e.x,y:e.y}}switch(n.split(`-`)[1]){case`start`:l[r]-=c;break;case`end`:l[r]+=c}return l}function cc(e){return e.split(`-`)[0]}function lc(e){return[`top`,`bottom`].includes(cc(e))?`y`:`x`}var uc=class extends Event{constructor({action:e=`auto`,relatedTarget:t,...n}){super(`invoke`,n),this.action=e,this.relatedTarget=t}},dc=class extends Event{constructor({newState:e,oldState:t,...n}){super(`toggle`,n),this.newState=e,this.oldState=t}},fc=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},J=(e,t,n)=>(fc(e,t,`read from private field`),n?n.call(e):t.get(e)),Y=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},X=(e,t,n,r)=>(fc(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Z=(e,t,n)=>(fc(e,t,`access private method`),n),pc,mc,hc,gc,_c,vc,yc,bc,xc,Sc,Cc,wc,Tc,Ec,Dc,Oc,kc,Ac,jc,Mc,Nc,Pc,Fc,Ic,Lc,Rc,zc,Bc,Vc,Hc,Uc,Wc,Gc,Kc,qc,Jc,Yc,Xc,Zc,Qc,$c,el,tl,nl,rl,il;function al({type:e,text:t,value:n,checked:r}){let i=m.createElement(`media-chrome-menu-item`);i.type=e??``,i.part.add(`menu-item`),e&&i.part.add(e),i.value=n,i.checked=r;let a=m.createElement(`span`);return a.textContent=t,i.append(a),i}function ol(e,t){let n=e.querySelector(`:scope > [slot="${t}"]`);if(n?.nodeName==`SLOT`&&(n=n.assignedElements({flatten:!0})[0]),n)return n=n.cloneNode(!0),n;let r=e.shadowRoot.querySelector(`[name="${t}"] > svg`);return r?r.cloneNode(!0):``}function sl(e){return`
    <style>
      :host {
        font: var(--media-font,
          var(--media-font-weight, normal)
          var(--media-font-size, 14px) /
          var(--media-text-content-height, var(--media-control-height, 24px))
          var(--media-font-family, helvetica neue, segoe ui, roboto, arial, sans-serif));
        color: var(--media-text-color, var(--media-primary-color, rgb(238 238 238)));
        --_menu-bg: rgb(20 20 30 / .8);
        background: var(--media-menu-background, var(--media-control-background, var(--media-secondary-color, var(--_menu-bg))));
        border-radius: var(--media-menu-border-radius);
        border: var(--media-menu-border, none);
        display: var(--media-menu-display, inline-flex) !important;
        
        transition: var(--media-menu-transition-in,
          visibility 0s,
          opacity .2s ease-out,
          transform .15s ease-out,
          left .2s ease-in-out,
          min-width .2s ease-in-out,
          min-height .2s ease-in-out
        ) !important;
        
        visibility: var(--media-menu-visibility, visible);
        opacity: var(--media-menu-opacity, 1);
        max-height: var(--media-menu-max-height, var(--_menu-max-height, 300px));
        transform: var(--media-menu-transform-in, translateY(0) scale(1));
        flex-direction: column;
        
        min-height: 0;
        position: relative;
        bottom: var(--_menu-bottom);
        box-sizing: border-box;
      } 

      @-moz-document url-prefix() {
        :host{
          --_menu-bg: rgb(20 20 30);
        }
      }

      :host([hidden]) {
        transition: var(--media-menu-transition-out,
          visibility .15s ease-in,
          opacity .15s ease-in,
          transform .15s ease-in
        ) !important;
        visibility: var(--media-menu-hidden-visibility, hidden);
        opacity: var(--media-menu-hidden-opacity, 0);
        max-height: var(--media-menu-hidden-max-height,
          var(--media-menu-max-height, var(--_menu-max-height, 300px)));
        transform: var(--media-menu-transform-out, translateY(2px) scale(.99));
        pointer-events: none;
      }

      :host([slot="submenu"]) {
        background: none;
        width: 100%;
        min-height: 100%;
        position: absolute;
        bottom: 0;
        right: -100%;
      }

      #container {
        display: flex;
        flex-direction: column;
        min-height: 0;
        transition: transform .2s ease-out;
        transform: translate(0, 0);
      }

      #container.has-expanded {
        transition: transform .2s ease-in;
        transform: translate(-100%, 0);
      }

      button {
        background: none;
        color: inherit;
        border: none;
        padding: 0;
        font: inherit;
        outline: inherit;
        display: inline-flex;
        align-items: center;
      }

      slot[name="header"][hidden] {
        display: none;
      }

      slot[name="header"] > *,
      slot[name="header"]::slotted(*) {
        padding: .4em .7em;
        border-bottom: 1px solid rgb(255 255 255 / .25);
        cursor: var(--media-cursor, default);
      }

      slot[name="header"] > button[part~="back"],
      slot[name="header"]::slotted(button[part~="back"]) {
        cursor: var(--media-cursor, pointer);
      }

      svg[part~="back"] {
        height: var(--media-menu-icon-height, var(--media-control-height, 24px));
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        display: block;
        margin-right: .5ch;
      }

      slot:not([name]) {
        gap: var(--media-menu-gap);
        flex-direction: var(--media-menu-flex-direction, column);
        overflow: var(--media-menu-overflow, hidden auto);
        display: flex;
        min-height: 0;
      }

      :host([role="menu"]) slot:not([name]) {
        padding-block: .4em;
      }

      slot:not([name])::slotted([role="menu"]) {
        background: none;
      }

      media-chrome-menu-item > span {
        margin-right: .5ch;
        max-width: var(--media-menu-item-max-width);
        text-overflow: ellipsis;
        overflow: hidden;
      }
    </style>
    <style id="layout-row" media="width:0">

      slot[name="header"] > *,
      slot[name="header"]::slotted(*) {
        padding: .4em .5em;
      }

      slot:not([name]) {
        gap: var(--media-menu-gap, .25em);
        flex-direction: var(--media-menu-flex-direction, row);
        padding-inline: .5em;
      }

      media-chrome-menu-item {
        padding: .3em .5em;
      }

      media-chrome-menu-item[aria-checked="true"] {
        background: var(--media-menu-item-checked-background, rgb(255 255 255 / .2));
      }

      
      media-chrome-menu-item::part(checked-indicator) {
        display: var(--media-menu-item-checked-indicator-display, none);
      }
    </style>
    <div id="container" part="container">
      <slot name="header" hidden>
        <button part="back button" aria-label="Back to previous menu">
          <slot name="back-icon">
            <svg aria-hidden="true" viewBox="0 0 20 24" part="back indicator">
              <path d="m11.88 17.585.742-.669-4.2-4.665 4.2-4.666-.743-.669-4.803 5.335 4.803 5.334Z"/>
            </svg>
          </slot>
          <slot name="title"></slot>
        </button>
      </slot>
      <slot></slot>
    </div>
    <slot name="checked-indicator" hidden></slot>
  `}var cl={STYLE:`style`,HIDDEN:`hidden`,DISABLED:`disabled`,ANCHOR:`anchor`},ll=class extends p.HTMLElement{constructor(){if(super(),Y(this,bc),Y(this,Sc),Y(this,Tc),Y(this,Dc),Y(this,kc),Y(this,jc),Y(this,Fc),Y(this,Lc),Y(this,zc),Y(this,Vc),Y(this,Uc),Y(this,Gc),Y(this,qc),Y(this,Yc),Y(this,Zc),Y(this,$c),Y(this,tl),Y(this,rl),Y(this,pc,null),Y(this,mc,null),Y(this,hc,null),Y(this,gc,new Set),Y(this,_c,void 0),Y(this,vc,!1),Y(this,yc,null),Y(this,wc,()=>{let e=J(this,gc),t=new Set(this.items);for(let n of e)t.has(n)||this.dispatchEvent(new CustomEvent(`removemenuitem`,{detail:n}));for(let n of t)e.has(n)||this.dispatchEvent(new CustomEvent(`addmenuitem`,{detail:n}));X(this,gc,t)}),Y(this,Nc,()=>{Z(this,Fc,Ic).call(this),Z(this,Lc,Rc).call(this,!1)}),Y(this,Pc,()=>{Z(this,Fc,Ic).call(this)}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}this.container=this.shadowRoot.querySelector(`#container`),this.defaultSlot=this.shadowRoot.querySelector(`slot:not([name])`),X(this,_c,new MutationObserver(J(this,wc)))}static get observedAttributes(){return[cl.DISABLED,cl.HIDDEN,cl.STYLE,cl.ANCHOR,g.MEDIA_CONTROLLER]}static formatMenuItemText(e,t){return e}enable(){this.addEventListener(`click`,this),this.addEventListener(`focusout`,this),this.addEventListener(`keydown`,this),this.addEventListener(`invoke`,this),this.addEventListener(`toggle`,this)}disable(){this.removeEventListener(`click`,this),this.removeEventListener(`focusout`,this),this.removeEventListener(`keyup`,this),this.removeEventListener(`invoke`,this),this.removeEventListener(`toggle`,this)}handleEvent(e){switch(e.type){case`slotchange`:Z(this,bc,xc).call(this,e);break;case`invoke`:Z(this,Dc,Oc).call(this,e);break;case`click`:Z(this,zc,Bc).call(this,e);break;case`toggle`:Z(this,Uc,Wc).call(this,e);break;case`focusout`:Z(this,qc,Jc).call(this,e);break;case`keydown`:Z(this,Yc,Xc).call(this,e)}}connectedCallback(){var e,t;J(this,_c).observe(this.defaultSlot,{childList:!0}),X(this,yc,Se(this.shadowRoot,`:host`)),Z(this,Tc,Ec).call(this),this.hasAttribute(`disabled`)||this.enable(),this.role||=`menu`,X(this,pc,me(this)),(t=(e=J(this,pc))?.associateElement)==null||t.call(e,this),this.hidden||(de(dl(this),J(this,Nc)),de(this,J(this,Pc))),Z(this,Sc,Cc).call(this),this.shadowRoot.addEventListener(`slotchange`,this)}disconnectedCallback(){var e,t;J(this,_c).disconnect(),fe(dl(this),J(this,Nc)),fe(this,J(this,Pc)),this.disable(),(t=(e=J(this,pc))?.unassociateElement)==null||t.call(e,this),X(this,pc,null),X(this,mc,null),X(this,hc,null),this.shadowRoot.removeEventListener(`slotchange`,this)}attributeChangedCallback(e,t,n){var r,i,a,o;e===cl.HIDDEN&&n!==t?(J(this,vc)||X(this,vc,!0),this.hidden?Z(this,jc,Mc).call(this):Z(this,kc,Ac).call(this),this.dispatchEvent(new dc({oldState:this.hidden?`open`:`closed`,newState:this.hidden?`closed`:`open`,bubbles:!0}))):e===g.MEDIA_CONTROLLER?(t&&((i=(r=J(this,pc))?.unassociateElement)==null||i.call(r,this),X(this,pc,null)),n&&this.isConnected&&(X(this,pc,me(this)),(o=(a=J(this,pc))?.associateElement)==null||o.call(a,this))):e===cl.DISABLED&&n!==t?n==null?this.enable():this.disable():e===cl.STYLE&&n!==t&&Z(this,Tc,Ec).call(this)}formatMenuItemText(e,t){return this.constructor.formatMenuItemText(e,t)}get anchor(){return this.getAttribute(`anchor`)}set anchor(e){this.setAttribute(`anchor`,`${e}`)}get anchorElement(){return this.anchor?ve(this)?.querySelector(`#${this.anchor}`):null}get items(){return this.defaultSlot.assignedElements({flatten:!0}).filter(ul)}get radioGroupItems(){return this.items.filter(e=>e.role===`menuitemradio`)}get checkedItems(){return this.items.filter(e=>e.checked)}get value(){return this.checkedItems[0]?.value??``}set value(e){let t=this.items.find(t=>t.value===e);t&&Z(this,rl,il).call(this,t)}focus(){X(this,mc,_e()),this.items.length?(Z(this,tl,nl).call(this,this.items[0]),this.items[0].focus()):this.querySelector(`[autofocus], [tabindex]:not([tabindex="-1"]), [role="menu"]`)?.focus()}handleSelect(e){var t;let n=Z(this,Zc,Qc).call(this,e);n&&(Z(this,rl,il).call(this,n,n.type===`checkbox`),J(this,hc)&&!this.hidden&&((t=J(this,mc))==null||t.focus(),this.hidden=!0))}get keysUsed(){return[`Enter`,`Escape`,`Tab`,` `,`ArrowDown`,`ArrowUp`,`Home`,`End`]}handleMove(e){let{key:t}=e,n=this.items,r=Z(this,Zc,Qc).call(this,e)??Z(this,$c,el).call(this)??n[0],i=n.indexOf(r),a=Math.max(0,i);t===`ArrowDown`?a++:t===`ArrowUp`?a--:e.key===`Home`?a=0:e.key===`End`&&(a=n.length-1),a<0&&(a=n.length-1),a>n.length-1&&(a=0),Z(this,tl,nl).call(this,n[a]),n[a].focus()}};pc=new WeakMap,mc=new WeakMap,hc=new WeakMap,gc=new WeakMap,_c=new WeakMap,vc=new WeakMap,yc=new WeakMap,bc=new WeakSet,xc=function(e){let t=e.target;for(let e of t.assignedNodes({flatten:!0}))e.nodeType===3&&e.textContent.trim()===``&&e.remove();[`header`,`title`].includes(t.name)&&Z(this,Sc,Cc).call(this),t.name||J(this,wc).call(this)},Sc=new WeakSet,Cc=function(){let e=this.shadowRoot.querySelector(`slot[name="header"]`);e.hidden=this.shadowRoot.querySelector(`slot[name="title"]`).assignedNodes().length===0&&e.assignedNodes().length===0},wc=new WeakMap,Tc=new WeakSet,Ec=function(){let e=this.shadowRoot.querySelector(`#layout-row`),t=getComputedStyle(this).getPropertyValue(`--media-menu-layout`)?.trim();e.setAttribute(`media`,t===`row`?``:`width:0`)},Dc=new WeakSet,Oc=function(e){X(this,hc,e.relatedTarget),he(this,e.relatedTarget)||(this.hidden=!this.hidden)},kc=new WeakSet,Ac=function(){var e;(e=J(this,hc))==null||e.setAttribute(`aria-expanded`,`true`),this.addEventListener(`transitionend`,()=>this.focus(),{once:!0}),de(dl(this),J(this,Nc)),de(this,J(this,Pc))},jc=new WeakSet,Mc=function(){var e;(e=J(this,hc))==null||e.setAttribute(`aria-expanded`,`false`),fe(dl(this),J(this,Nc)),fe(this,J(this,Pc))},Nc=new WeakMap,Pc=new WeakMap,Fc=new WeakSet,Ic=function(e){if(this.hasAttribute(`mediacontroller`)&&!this.anchor||this.hidden||!this.anchorElement)return;let{x:t,y:n}=ic({anchor:this.anchorElement,floating:this,placement:`top-start`});e??=this.offsetWidth;let r=dl(this).getBoundingClientRect(),i=r.width-t-e,a=r.height-n-this.offsetHeight,{style:o}=J(this,yc);o.setProperty(`position`,`absolute`),o.setProperty(`right`,`${Math.max(0,i)}px`),o.setProperty(`--_menu-bottom`,`${a}px`);let s=getComputedStyle(this),c=o.getPropertyValue(`--_menu-bottom`)===s.bottom?a:parseFloat(s.bottom),l=r.height-c-parseFloat(s.marginBottom);this.style.setProperty(`--_menu-max-height`,`${l}px`)},Lc=new WeakSet,Rc=function(e){let t=this.querySelector(`[role="menuitem"][aria-haspopup][aria-expanded="true"]`),n=t?.querySelector(`[role="menu"]`),{style:r}=J(this,yc);if(e||r.setProperty(`--media-menu-transition-in`,`none`),n){let e=n.offsetHeight,r=Math.max(n.offsetWidth,t.offsetWidth);this.style.setProperty(`min-width`,`${r}px`),this.style.setProperty(`min-height`,`${e}px`),Z(this,Fc,Ic).call(this,r)}else this.style.removeProperty(`min-width`),this.style.removeProperty(`min-height`),Z(this,Fc,Ic).call(this);r.removeProperty(`--media-menu-transition-in`)},zc=new WeakSet,Bc=function(e){var t;if(e.stopPropagation(),e.composedPath().includes(J(this,Vc,Hc))){(t=J(this,mc))==null||t.focus(),this.hidden=!0;return}let n=Z(this,Zc,Qc).call(this,e);n&&!n.hasAttribute(`disabled`)&&(Z(this,tl,nl).call(this,n),this.handleSelect(e))},Vc=new WeakSet,Hc=function(){return this.shadowRoot.querySelector(`slot[name="header"]`).assignedElements({flatten:!0})?.find(e=>e.matches(`button[part~="back"]`))},Uc=new WeakSet,Wc=function(e){if(e.target===this)return;Z(this,Gc,Kc).call(this);let t=Array.from(this.querySelectorAll(`[role="menuitem"][aria-haspopup]`));for(let n of t)n.invokeTargetElement!=e.target&&e.newState==`open`&&n.getAttribute(`aria-expanded`)==`true`&&!n.invokeTargetElement.hidden&&n.invokeTargetElement.dispatchEvent(new uc({relatedTarget:n}));for(let e of t)e.setAttribute(`aria-expanded`,`${!e.submenuElement.hidden}`);Z(this,Lc,Rc).call(this,!0)},Gc=new WeakSet,Kc=function(){let e=this.querySelector(`[role="menuitem"] > [role="menu"]:not([hidden])`);this.container.classList.toggle(`has-expanded`,!!e)},qc=new WeakSet,Jc=function(e){var t;he(this,e.relatedTarget)||(J(this,vc)&&((t=J(this,mc))==null||t.focus()),J(this,hc)&&J(this,hc)!==e.relatedTarget&&!this.hidden&&(this.hidden=!0))},Yc=new WeakSet,Xc=function(e){var t,n,r,i,a;let{key:o,ctrlKey:s,altKey:c,metaKey:l}=e;if(!(s||c||l)&&this.keysUsed.includes(o)){if(e.preventDefault(),e.stopPropagation(),o===`Tab`){if(J(this,vc)){this.hidden=!0;return}e.shiftKey?(n=(t=this.previousElementSibling)?.focus)==null||n.call(t):(i=(r=this.nextElementSibling)?.focus)==null||i.call(r),this.blur()}else o===`Escape`?((a=J(this,mc))==null||a.focus(),J(this,vc)&&(this.hidden=!0)):o===`Enter`||o===` `?this.handleSelect(e):this.handleMove(e)}},Zc=new WeakSet,Qc=function(e){return e.composedPath().find(e=>[`menuitemradio`,`menuitemcheckbox`].includes(e.role))},$c=new WeakSet,el=function(){return this.items.find(e=>e.tabIndex===0)},tl=new WeakSet,nl=function(e){for(let t of this.items)t.tabIndex=t===e?0:-1},rl=new WeakSet,il=function(e,t){let n=[...this.checkedItems];e.type===`radio`&&this.radioGroupItems.forEach(e=>e.checked=!1),e.checked=!t||!e.checked,this.checkedItems.some((e,t)=>e!=n[t])&&this.dispatchEvent(new Event(`change`,{bubbles:!0,composed:!0}))},ll.shadowRootOptions={mode:`open`},ll.getTemplateHTML=sl;function ul(e){return[`menuitem`,`menuitemradio`,`menuitemcheckbox`].includes(e?.role)}function dl(e){return(e.getAttribute(`bounds`)?ge(e,`#${e.getAttribute(`bounds`)}`):pe(e)||e.parentElement)??e}p.customElements.get(`media-chrome-menu`)||p.customElements.define(`media-chrome-menu`,ll);var fl=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},pl=(e,t,n)=>(fl(e,t,`read from private field`),n?n.call(e):t.get(e)),ml=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},hl=(e,t,n,r)=>(fl(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),gl=(e,t,n)=>(fl(e,t,`access private method`),n),_l,vl,yl,bl,xl,Sl,Cl=class extends ll{constructor(){super(...arguments),ml(this,yl),ml(this,xl),ml(this,_l,[]),ml(this,vl,void 0)}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_AUDIO_TRACK_LIST,_.MEDIA_AUDIO_TRACK_ENABLED,_.MEDIA_AUDIO_TRACK_UNAVAILABLE]}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_AUDIO_TRACK_ENABLED&&t!==n?this.value=n:e===_.MEDIA_AUDIO_TRACK_LIST&&t!==n&&(hl(this,_l,dn(n??``)),gl(this,yl,bl).call(this))}connectedCallback(){super.connectedCallback(),this.addEventListener(`change`,gl(this,xl,Sl))}disconnectedCallback(){super.disconnectedCallback(),this.removeEventListener(`change`,gl(this,xl,Sl))}get anchorElement(){return this.anchor===`auto`?pe(this)?.querySelector(`media-audio-track-menu-button`):super.anchorElement}get mediaAudioTrackList(){return pl(this,_l)}set mediaAudioTrackList(e){hl(this,_l,e),gl(this,yl,bl).call(this)}get mediaAudioTrackEnabled(){return E(this,_.MEDIA_AUDIO_TRACK_ENABLED)??``}set mediaAudioTrackEnabled(e){D(this,_.MEDIA_AUDIO_TRACK_ENABLED,e)}};_l=new WeakMap,vl=new WeakMap,yl=new WeakSet,bl=function(){if(pl(this,vl)===JSON.stringify(this.mediaAudioTrackList))return;hl(this,vl,JSON.stringify(this.mediaAudioTrackList));let e=this.mediaAudioTrackList;this.defaultSlot.textContent=``,e.sort((e,t)=>e.id.localeCompare(t.id,void 0,{numeric:!0}));for(let t of e){let e=al({type:`radio`,text:this.formatMenuItemText(t.label,t),value:`${t.id}`,checked:t.enabled});e.prepend(ol(this,`checked-indicator`)),this.defaultSlot.append(e)}},xl=new WeakSet,Sl=function(){if(this.value==null)return;let e=new p.CustomEvent(h.MEDIA_AUDIO_TRACK_REQUEST,{composed:!0,bubbles:!0,detail:this.value});this.dispatchEvent(e)},p.customElements.get(`media-audio-track-menu`)||p.customElements.define(`media-audio-track-menu`,Cl);var wl=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Tl=(e,t,n)=>(wl(e,t,`read from private field`),n?n.call(e):t.get(e)),El=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Dl=(e,t,n,r)=>(wl(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Ol=(e,t,n)=>(wl(e,t,`access private method`),n),kl,Al,jl,Ml,Nl,Pl=`
  <svg aria-hidden="true" viewBox="0 0 26 24" part="captions-indicator indicator">
    <path d="M22.83 5.68a2.58 2.58 0 0 0-2.3-2.5c-3.62-.24-11.44-.24-15.06 0a2.58 2.58 0 0 0-2.3 2.5c-.23 4.21-.23 8.43 0 12.64a2.58 2.58 0 0 0 2.3 2.5c3.62.24 11.44.24 15.06 0a2.58 2.58 0 0 0 2.3-2.5c.23-4.21.23-8.43 0-12.64Zm-11.39 9.45a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.92 3.92 0 0 1 .92-2.77 3.18 3.18 0 0 1 2.43-1 2.94 2.94 0 0 1 2.13.78c.364.359.62.813.74 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.17 1.61 1.61 0 0 0-1.29.58 2.79 2.79 0 0 0-.5 1.89 3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.48 1.48 0 0 0 1-.37 2.1 2.1 0 0 0 .59-1.14l1.4.44a3.23 3.23 0 0 1-1.07 1.69Zm7.22 0a3.07 3.07 0 0 1-1.91.57 3.06 3.06 0 0 1-2.34-1 3.75 3.75 0 0 1-.92-2.67 3.88 3.88 0 0 1 .93-2.77 3.14 3.14 0 0 1 2.42-1 3 3 0 0 1 2.16.82 2.8 2.8 0 0 1 .73 1.31l-1.43.35a1.49 1.49 0 0 0-1.51-1.21 1.61 1.61 0 0 0-1.29.58A2.79 2.79 0 0 0 15 12a3 3 0 0 0 .49 1.93 1.61 1.61 0 0 0 1.27.58 1.44 1.44 0 0 0 1-.37 2.1 2.1 0 0 0 .6-1.15l1.4.44a3.17 3.17 0 0 1-1.1 1.7Z"/>
  </svg>`;function Fl(e){return`
    ${ll.getTemplateHTML(e)}
    <slot name="captions-indicator" hidden>${Pl}</slot>
  `}var Il=class extends ll{constructor(){super(...arguments),El(this,Al),El(this,Ml),El(this,kl,void 0)}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_SUBTITLES_LIST,_.MEDIA_SUBTITLES_SHOWING]}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_SUBTITLES_LIST&&t!==n?Ol(this,Al,jl).call(this):e===_.MEDIA_SUBTITLES_SHOWING&&t!==n&&(this.value=n||``,Ol(this,Al,jl).call(this))}connectedCallback(){super.connectedCallback(),this.addEventListener(`change`,Ol(this,Ml,Nl))}disconnectedCallback(){super.disconnectedCallback(),this.removeEventListener(`change`,Ol(this,Ml,Nl))}get anchorElement(){return this.anchor===`auto`?pe(this).querySelector(`media-captions-menu-button`):super.anchorElement}get mediaSubtitlesList(){return Ll(this,_.MEDIA_SUBTITLES_LIST)}set mediaSubtitlesList(e){Rl(this,_.MEDIA_SUBTITLES_LIST,e)}get mediaSubtitlesShowing(){return Ll(this,_.MEDIA_SUBTITLES_SHOWING)}set mediaSubtitlesShowing(e){Rl(this,_.MEDIA_SUBTITLES_SHOWING,e)}};kl=new WeakMap,Al=new WeakSet,jl=function(){let e=Tl(this,kl)!==JSON.stringify(this.mediaSubtitlesList),t=this.value!==this.getAttribute(_.MEDIA_SUBTITLES_SHOWING);if(!e&&!t)return;Dl(this,kl,JSON.stringify(this.mediaSubtitlesList)),this.defaultSlot.textContent=``;let n=!this.value,r=al({type:`radio`,text:this.formatMenuItemText(k(`Off`)),value:`off`,checked:n});r.prepend(ol(this,`checked-indicator`)),this.defaultSlot.append(r);let i=this.mediaSubtitlesList;for(let e of i){let t=al({type:`radio`,text:this.formatMenuItemText(e.label,e),value:bn(e),checked:this.value==bn(e)});t.prepend(ol(this,`checked-indicator`)),(e.kind??`subs`)===`captions`&&t.append(ol(this,`captions-indicator`)),this.defaultSlot.append(t)}},Ml=new WeakSet,Nl=function(){let e=this.mediaSubtitlesShowing,t=this.getAttribute(_.MEDIA_SUBTITLES_SHOWING),n=this.value!==t;if(e?.length&&n&&this.dispatchEvent(new p.CustomEvent(h.MEDIA_DISABLE_SUBTITLES_REQUEST,{composed:!0,bubbles:!0,detail:e})),!this.value||!n)return;let r=new p.CustomEvent(h.MEDIA_SHOW_SUBTITLES_REQUEST,{composed:!0,bubbles:!0,detail:this.value});this.dispatchEvent(r)},Il.getTemplateHTML=Fl;var Ll=(e,t)=>{let n=e.getAttribute(t);return n?vn(n):[]},Rl=(e,t,n)=>{if(!n?.length){e.removeAttribute(t);return}let r=xn(n);e.getAttribute(t)!==r&&e.setAttribute(t,r)};p.customElements.get(`media-captions-menu`)||p.customElements.define(`media-captions-menu`,Il);var zl=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Bl=(e,t,n)=>(zl(e,t,`read from private field`),n?n.call(e):t.get(e)),Vl=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Hl,Ul={RATES:`rates`},Wl=[1,1.2,1.5,1.7,2];function Gl(e){return Math.round(e*100)/100}function Kl(e){return`
    <style>
      :host {
        min-width: 5ch;
        padding: var(--media-button-padding, var(--media-control-padding, 10px 5px));
      }
    </style>
    <slot name="icon">${e.mediaplaybackrate?Gl(+e.mediaplaybackrate):1}x</slot>
  `}function ql(){return k(`Playback rate`)}var Jl=class extends B{constructor(){super(),Vl(this,Hl,new an(this,Ul.RATES,{defaultValue:Wl})),this.container=this.shadowRoot.querySelector(`slot[name="icon"]`),this.container.innerHTML=`${Gl(this.mediaPlaybackRate??1)}x`}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_PLAYBACK_RATE,Ul.RATES]}attributeChangedCallback(e,t,n){if(super.attributeChangedCallback(e,t,n),e===Ul.RATES&&(Bl(this,Hl).value=n),e===_.MEDIA_PLAYBACK_RATE){let e=n?+n:NaN,t=Gl(Number.isNaN(e)?1:e);this.container.innerHTML=`${t}x`,this.setAttribute(`aria-label`,k(`Playback rate {playbackRate}`,{playbackRate:t}))}}get rates(){return Bl(this,Hl)}set rates(e){e?Array.isArray(e)?Bl(this,Hl).value=e.join(` `):typeof e==`string`&&(Bl(this,Hl).value=e):Bl(this,Hl).value=``}get mediaPlaybackRate(){return S(this,_.MEDIA_PLAYBACK_RATE,1)}set mediaPlaybackRate(e){C(this,_.MEDIA_PLAYBACK_RATE,e)}handleClick(){let e=Array.from(Bl(this,Hl).values(),e=>+e).sort((e,t)=>e-t),t=e.find(e=>e>this.mediaPlaybackRate)??e[0]??1,n=new p.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:t});this.dispatchEvent(n)}};Hl=new WeakMap,Jl.getSlotTemplateHTML=Kl,Jl.getTooltipContentHTML=ql,p.customElements.get(`media-playback-rate-button`)||p.customElements.define(`media-playback-rate-button`,Jl);var Yl=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Xl=(e,t,n)=>(Yl(e,t,`read from private field`),n?n.call(e):t.get(e)),Zl=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Ql=(e,t,n)=>(Yl(e,t,`access private method`),n),$l,eu,tu,nu,ru,iu={RATES:`rates`},au=class extends ll{constructor(){super(),Zl(this,eu),Zl(this,nu),Zl(this,$l,new an(this,iu.RATES,{defaultValue:Wl})),Ql(this,eu,tu).call(this)}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_PLAYBACK_RATE,iu.RATES]}attributeChangedCallback(e,t,n){super.attributeChangedCallback(e,t,n),e===_.MEDIA_PLAYBACK_RATE&&t!=n?(this.value=n,Ql(this,eu,tu).call(this)):e===iu.RATES&&t!=n&&(Xl(this,$l).value=n,Ql(this,eu,tu).call(this))}connectedCallback(){super.connectedCallback(),this.addEventListener(`change`,Ql(this,nu,ru))}disconnectedCallback(){super.disconnectedCallback(),this.removeEventListener(`change`,Ql(this,nu,ru))}get anchorElement(){return this.anchor===`auto`?pe(this).querySelector(`media-playback-rate-menu-button`):super.anchorElement}get rates(){return Xl(this,$l)}set rates(e){e?Array.isArray(e)?Xl(this,$l).value=e.join(` `):typeof e==`string`&&(Xl(this,$l).value=e):Xl(this,$l).value=``,Ql(this,eu,tu).call(this)}get mediaPlaybackRate(){return S(this,_.MEDIA_PLAYBACK_RATE,1)}set mediaPlaybackRate(e){C(this,_.MEDIA_PLAYBACK_RATE,e)}};$l=new WeakMap,eu=new WeakSet,tu=function(){this.defaultSlot.textContent=``;let e=Gl(this.mediaPlaybackRate),t=new Set(Array.from(Xl(this,$l)).map(e=>Gl(Number(e))));e>0&&!t.has(e)&&t.add(e);let n=Array.from(t).sort((e,t)=>e-t);for(let t of n){let n=al({type:`radio`,text:this.formatMenuItemText(`${t}x`,t),value:t.toString(),checked:e===t});n.prepend(ol(this,`checked-indicator`)),this.defaultSlot.append(n)}},nu=new WeakSet,ru=function(){if(!this.value)return;let e=new p.CustomEvent(h.MEDIA_PLAYBACK_RATE_REQUEST,{composed:!0,bubbles:!0,detail:this.value});this.dispatchEvent(e)},p.customElements.get(`media-playback-rate-menu`)||p.customElements.define(`media-playback-rate-menu`,au);var ou=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},su=(e,t,n)=>(ou(e,t,`read from private field`),n?n.call(e):t.get(e)),cu=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},lu=(e,t,n,r)=>(ou(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),uu=(e,t,n)=>(ou(e,t,`access private method`),n),du,fu,pu,mu,hu,gu,_u=class extends ll{constructor(){super(...arguments),cu(this,pu),cu(this,hu),cu(this,du,[]),cu(this,fu,{})}static get observedAttributes(){return[...super.observedAttributes,_.MEDIA_RENDITION_LIST,_.MEDIA_RENDITION_SELECTED,_.MEDIA_RENDITION_UNAVAILABLE,_.MEDIA_HEIGHT,_.MEDIA_WIDTH]}static formatMenuItemText(e,t){return super.formatMenuItemText(e,t)}static formatRendition(e,{showBitrate:t=!1}={}){let n=`${Math.min(e.width,e.height)}p`;if(t&&e.bitrate){let t=e.bitrate/1e6;return`${n} (${`${t.toFixed(+(t<1))} Mbps`})`}return this.formatMenuItemText(n,e)}static compareRendition(e,t){return t.height===e.height?(t.bitrate??0)-(e.bitrate??0):t.height-e.height}attributeChangedCallback(e,t,n){if(super.attributeChangedCallback(e,t,n),t!==n)switch(e){case _.MEDIA_RENDITION_SELECTED:this.value=n??`auto`,uu(this,pu,mu).call(this);break;case _.MEDIA_RENDITION_LIST:lu(this,du,sn(n)),uu(this,pu,mu).call(this);break;case _.MEDIA_HEIGHT:case _.MEDIA_WIDTH:uu(this,pu,mu).call(this)}}connectedCallback(){super.connectedCallback(),this.addEventListener(`change`,uu(this,hu,gu))}disconnectedCallback(){super.disconnectedCallback(),this.removeEventListener(`change`,uu(this,hu,gu))}get anchorElement(){return this.anchor===`auto`?pe(this).querySelector(`media-rendition-menu-button`):super.anchorElement}get mediaRenditionList(){return su(this,du)}set mediaRenditionList(e){lu(this,du,e),uu(this,pu,mu).call(this)}get mediaRenditionSelected(){return E(this,_.MEDIA_RENDITION_SELECTED)}set mediaRenditionSelected(e){D(this,_.MEDIA_RENDITION_SELECTED,e)}get mediaHeight(){return S(this,_.MEDIA_HEIGHT)}set mediaHeight(e){C(this,_.MEDIA_HEIGHT,e)}get mediaWidth(){return S(this,_.MEDIA_WIDTH)}set mediaWidth(e){C(this,_.MEDIA_WIDTH,e)}compareRendition(e,t){return this.constructor.compareRendition(e,t)}formatMenuItemText(e,t){return this.constructor.formatMenuItemText(e,t)}formatRendition(e,t){return this.constructor.formatRendition(e,t)}showRenditionBitrate(e){return this.mediaRenditionList.some(t=>t!==e&&t.height===e.height&&t.bitrate!==e.bitrate)}};du=new WeakMap,fu=new WeakMap,pu=new WeakSet,mu=function(){let e=!this.mediaRenditionSelected;if(su(this,fu).mediaRenditionList===JSON.stringify(this.mediaRenditionList)&&su(this,fu).mediaHeight===this.mediaHeight&&su(this,fu).mediaWidth===this.mediaWidth&&su(this,fu).isAuto===e)return;su(this,fu).mediaRenditionList=JSON.stringify(this.mediaRenditionList),su(this,fu).mediaHeight=this.mediaHeight,su(this,fu).mediaWidth=this.mediaWidth,su(this,fu).isAuto=e;let t=this.mediaRenditionList.sort(this.compareRendition.bind(this)),n=t.find(e=>e.id===this.mediaRenditionSelected);for(let e of t)e.selected=e===n;this.defaultSlot.textContent=``;for(let n of t){let t=al({type:`radio`,text:this.formatRendition(n,{showBitrate:this.showRenditionBitrate(n)}),value:`${n.id}`,checked:n.selected&&!e});t.prepend(ol(this,`checked-indicator`)),this.defaultSlot.append(t)}let r=n&&this.showRenditionBitrate(n),i;e&&(n?i=this.formatMenuItemText(`${k(`Auto`)} \u2022 ${this.formatRendition(n,{showBitrate:r})}`,n):this.mediaHeight>0&&this.mediaWidth>0&&(i=this.formatMenuItemText(`${k(`Auto`)} (${Math.min(this.mediaWidth,this.mediaHeight)}p)`))),i||=this.formatMenuItemText(k(`Auto`));let a=al({type:`radio`,text:i,value:`auto`,checked:e});a.dataset.description=i,a.prepend(ol(this,`checked-indicator`)),this.defaultSlot.append(a)},hu=new WeakSet,gu=function(){if(this.value==null)return;let e=new p.CustomEvent(h.MEDIA_RENDITION_REQUEST,{composed:!0,bubbles:!0,detail:this.value});this.dispatchEvent(e)},p.customElements.get(`media-rendition-menu`)||p.customElements.define(`media-rendition-menu`,_u);function vu(e){return`
    ${ll.getTemplateHTML(e)}
    <style>
      :host {
        --_menu-bg: rgb(20 20 30 / .8);
        background: var(--media-settings-menu-background,
            var(--media-menu-background,
              var(--media-control-background,
                var(--media-secondary-color, var(--_menu-bg)))));
        min-width: var(--media-settings-menu-min-width, 170px);
        border-radius: 2px 2px 0 0;
        overflow: hidden;
      }

      @-moz-document url-prefix() {
        :host{
          --_menu-bg: rgb(20 20 30);
        }
      }

      :host([role="menu"]) {
        
        justify-content: end;
      }

      slot:not([name]) {
        justify-content: var(--media-settings-menu-justify-content);
        flex-direction: var(--media-settings-menu-flex-direction, column);
        overflow: visible;
      }

      #container.has-expanded {
        --media-settings-menu-item-opacity: 0;
      }
    </style>
  `}var yu=class extends ll{get anchorElement(){return this.anchor===`auto`?pe(this).querySelector(`media-settings-menu-button`):super.anchorElement}};yu.getTemplateHTML=vu,p.customElements.get(`media-settings-menu`)||p.customElements.define(`media-settings-menu`,yu);var bu=class extends B{connectedCallback(){super.connectedCallback(),this.invokeTargetElement&&this.setAttribute(`aria-haspopup`,`menu`)}get invokeTarget(){return this.getAttribute(`invoketarget`)}set invokeTarget(e){this.setAttribute(`invoketarget`,`${e}`)}get invokeTargetElement(){return this.invokeTarget?ve(this)?.querySelector(`#${this.invokeTarget}`):null}handleClick(){var e;(e=this.invokeTargetElement)==null||e.dispatchEvent(new uc({relatedTarget:this}))}};p.customElements.get(`media-chrome-menu-button`)||p.customElements.define(`media-chrome-menu-button`,bu);function xu(){return`
    <style>
      :host([aria-expanded="true"]) slot[name=tooltip] {
        display: none;
      }
    </style>
    <slot name="icon">
      <svg aria-hidden="true" viewBox="0 0 24 24">
        <path d="M4.5 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm7.5 0a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm7.5 0a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"/>
      </svg>
    </slot>
  `}function Su(){return k(`Settings`)}var Cu=class extends bu{static get observedAttributes(){return[...super.observedAttributes,`target`]}connectedCallback(){super.connectedCallback(),this.setAttribute(`aria-label`,k(`settings`))}get invokeTargetElement(){return this.invokeTarget==null?pe(this).querySelector(`media-settings-menu`):super.invokeTargetElement}};Cu.getSlotTemplateHTML=xu,Cu.getTooltipContentHTML=Su,p.customElements.get(`media-settings-menu-button`)||p.customElements.define(`media-settings-menu-button`,Cu);var wu=(e,t,n)=>{if(!t.has(e))throw TypeError(`Cannot `+n)},Q=(e,t,n)=>(wu(e,t,`read from private field`),n?n.call(e):t.get(e)),Tu=(e,t,n)=>{if(t.has(e))throw TypeError(`Cannot add the same private member more than once`);t instanceof WeakSet?t.add(e):t.set(e,n)},Eu=(e,t,n,r)=>(wu(e,t,`write to private field`),r?r.call(e,n):t.set(e,n),n),Du=(e,t,n)=>(wu(e,t,`access private method`),n),Ou,ku,Au,ju,Mu,Nu,Pu,Fu,Iu,Lu,Ru,zu,Bu;function Vu(e){return`
    <style>
      :host {
        transition: var(--media-menu-item-transition,
          background .15s linear,
          opacity .2s ease-in-out
        );
        outline: var(--media-menu-item-outline, 0);
        outline-offset: var(--media-menu-item-outline-offset, -1px);
        cursor: var(--media-cursor, pointer);
        display: flex;
        align-items: center;
        align-self: stretch;
        justify-self: stretch;
        white-space: nowrap;
        white-space-collapse: collapse;
        text-wrap: nowrap;
        padding: .4em .8em .4em 1em;
      }

      :host(:focus-visible) {
        box-shadow: var(--media-menu-item-focus-shadow, inset 0 0 0 2px rgb(27 127 204 / .9));
        outline: var(--media-menu-item-hover-outline, 0);
        outline-offset: var(--media-menu-item-hover-outline-offset,  var(--media-menu-item-outline-offset, -1px));
      }

      :host(:hover) {
        cursor: var(--media-cursor, pointer);
        background: var(--media-menu-item-hover-background, rgb(92 92 102 / .5));
        outline: var(--media-menu-item-hover-outline);
        outline-offset: var(--media-menu-item-hover-outline-offset,  var(--media-menu-item-outline-offset, -1px));
      }

      :host([aria-checked="true"]) {
        background: var(--media-menu-item-checked-background);
      }

      :host([hidden]) {
        display: none;
      }

      :host([disabled]) {
        pointer-events: none;
        color: rgba(255, 255, 255, .3);
      }

      slot:not([name]) {
        width: 100%;
      }

      slot:not([name="submenu"]) {
        display: inline-flex;
        align-items: center;
        transition: inherit;
        opacity: var(--media-menu-item-opacity, 1);
      }

      slot[name="description"] {
        justify-content: end;
      }

      slot[name="description"] > span {
        display: inline-block;
        margin-inline: 1em .2em;
        max-width: var(--media-menu-item-description-max-width, 100px);
        text-overflow: ellipsis;
        overflow: hidden;
        font-size: .8em;
        font-weight: 400;
        text-align: right;
        position: relative;
        top: .04em;
      }

      slot[name="checked-indicator"] {
        display: none;
      }

      :host(:is([role="menuitemradio"],[role="menuitemcheckbox"])) slot[name="checked-indicator"] {
        display: var(--media-menu-item-checked-indicator-display, inline-block);
      }

      
      svg, img, ::slotted(svg), ::slotted(img) {
        height: var(--media-menu-item-icon-height, var(--media-control-height, 24px));
        fill: var(--media-icon-color, var(--media-primary-color, rgb(238 238 238)));
        display: block;
      }

      
      [part~="indicator"],
      ::slotted([part~="indicator"]) {
        fill: var(--media-menu-item-indicator-fill,
          var(--media-icon-color, var(--media-primary-color, rgb(238 238 238))));
        height: var(--media-menu-item-indicator-height, 1.25em);
        margin-right: .5ch;
      }

      [part~="checked-indicator"] {
        visibility: hidden;
      }

      :host([aria-checked="true"]) [part~="checked-indicator"] {
        visibility: visible;
      }
    </style>
    <slot name="checked-indicator">
      <svg aria-hidden="true" viewBox="0 1 24 24" part="checked-indicator indicator">
        <path d="m10 15.17 9.193-9.191 1.414 1.414-10.606 10.606-6.364-6.364 1.414-1.414 4.95 4.95Z"/>
      </svg>
    </slot>
    <slot name="prefix"></slot>
    <slot></slot>
    <slot name="description"></slot>
    <slot name="suffix">
      ${this.getSuffixSlotInnerHTML(e)}
    </slot>
    <slot name="submenu"></slot>
  `}function Hu(e){return``}var Uu={TYPE:`type`,VALUE:`value`,CHECKED:`checked`,DISABLED:`disabled`},Wu=class extends p.HTMLElement{constructor(){if(super(),Tu(this,Au),Tu(this,Mu),Tu(this,Pu),Tu(this,zu),Tu(this,Ou,!1),Tu(this,ku,void 0),Tu(this,Iu,()=>{this.submenuElement.items&&this.setAttribute(`submenusize`,`${this.submenuElement.items.length}`);let e=this.shadowRoot.querySelector(`slot[name="description"]`),t=this.submenuElement.checkedItems?.[0],n=t?.dataset.description??t?.text,r=m.createElement(`span`);r.textContent=n??``,e.replaceChildren(r)}),Tu(this,Lu,e=>{let{key:t}=e;this.keysUsed.includes(t)?this.handleClick(e):this.removeEventListener(`keyup`,Q(this,Lu))}),Tu(this,Ru,e=>{let{metaKey:t,altKey:n,key:r}=e;t||n||!this.keysUsed.includes(r)?this.removeEventListener(`keyup`,Q(this,Lu)):this.addEventListener(`keyup`,Q(this,Lu),{once:!0})}),!this.shadowRoot){this.attachShadow(this.constructor.shadowRootOptions);let e=b(this.attributes);this.shadowRoot.innerHTML=this.constructor.getTemplateHTML(e)}}static get observedAttributes(){return[Uu.TYPE,Uu.DISABLED,Uu.CHECKED,Uu.VALUE]}enable(){this.hasAttribute(`tabindex`)||this.setAttribute(`tabindex`,`-1`),Gu(this)&&!this.hasAttribute(`aria-checked`)&&this.setAttribute(`aria-checked`,`false`),this.addEventListener(`click`,this),this.addEventListener(`keydown`,this)}disable(){this.removeAttribute(`tabindex`),this.removeEventListener(`click`,this),this.removeEventListener(`keydown`,this),this.removeEventListener(`keyup`,this)}handleEvent(e){switch(e.type){case`slotchange`:Du(this,Au,ju).call(this,e);break;case`click`:this.handleClick(e);break;case`keydown`:Q(this,Ru).call(this,e);break;case`keyup`:Q(this,Lu).call(this,e)}}attributeChangedCallback(e,t,n){e===Uu.CHECKED&&Gu(this)&&!Q(this,Ou)?this.setAttribute(`aria-checked`,n==null?`false`:`true`):e===Uu.TYPE&&n!==t?this.role=`menuitem`+n:e===Uu.DISABLED&&n!==t&&(n==null?this.enable():this.disable())}connectedCallback(){this.hasAttribute(Uu.DISABLED)||this.enable(),this.role=`menuitem`+this.type,Eu(this,ku,Ku(this,this.parentNode)),Du(this,zu,Bu).call(this),this.submenuElement&&Du(this,Mu,Nu).call(this),this.shadowRoot.addEventListener(`slotchange`,this)}disconnectedCallback(){this.disable(),Du(this,zu,Bu).call(this),Eu(this,ku,null),this.shadowRoot.removeEventListener(`slotchange`,this)}get invokeTarget(){return this.getAttribute(`invoketarget`)}set invokeTarget(e){this.setAttribute(`invoketarget`,`${e}`)}get invokeTargetElement(){return this.invokeTarget?ve(this)?.querySelector(`#${this.invokeTarget}`):this.submenuElement}get submenuElement(){return this.shadowRoot.querySelector(`slot[name="submenu"]`).assignedElements({flatten:!0})[0]}get type(){return this.getAttribute(Uu.TYPE)??``}set type(e){this.setAttribute(Uu.TYPE,`${e}`)}get value(){return this.getAttribute(Uu.VALUE)??this.text}set value(e){this.setAttribute(Uu.VALUE,e)}get text(){return(this.textContent??``).trim()}get checked(){if(Gu(this))return this.getAttribute(`aria-checked`)===`true`}set checked(e){Gu(this)&&(Eu(this,Ou,!0),this.setAttribute(`aria-checked`,e?`true`:`false`),e?this.part.add(`checked`):this.part.remove(`checked`))}handleClick(e){Gu(this)||this.invokeTargetElement&&he(this,e.target)&&this.invokeTargetElement.dispatchEvent(new uc({relatedTarget:this}))}get keysUsed(){return[`Enter`,` `]}};Ou=new WeakMap,ku=new WeakMap,Au=new WeakSet,ju=function(e){let t=e.target;if(!t?.name)for(let e of t.assignedNodes({flatten:!0}))e instanceof Text&&e.textContent.trim()===``&&e.remove();t.name===`submenu`&&(this.submenuElement?Du(this,Mu,Nu).call(this):Du(this,Pu,Fu).call(this))},Mu=new WeakSet,Nu=async function(){this.setAttribute(`aria-haspopup`,`menu`),this.setAttribute(`aria-expanded`,`${!this.submenuElement.hidden}`),this.submenuElement.addEventListener(`change`,Q(this,Iu)),this.submenuElement.addEventListener(`addmenuitem`,Q(this,Iu)),this.submenuElement.addEventListener(`removemenuitem`,Q(this,Iu)),Q(this,Iu).call(this)},Pu=new WeakSet,Fu=function(){this.removeAttribute(`aria-haspopup`),this.removeAttribute(`aria-expanded`),this.submenuElement.removeEventListener(`change`,Q(this,Iu)),this.submenuElement.removeEventListener(`addmenuitem`,Q(this,Iu)),this.submenuElement.removeEventListener(`removemenuitem`,Q(this,Iu)),Q(this,Iu).call(this)},Iu=new WeakMap,Lu=new WeakMap,Ru=new WeakMap,zu=new WeakSet,Bu=function(){let e=Q(this,ku)?.radioGroupItems;if(!e)return;let t=e.filter(e=>e.getAttribute(`aria-checked`)===`true`).pop();t||=e[0];for(let t of e)t.setAttribute(`aria-checked`,`false`);t?.setAttribute(`aria-checked`,`true`)},Wu.shadowRootOptions={mode:`open`},Wu.getTemplateHTML=Vu,Wu.getSuffixSlotInnerHTML=Hu;function Gu(e){return e.type===`radio`||e.type===`checkbox`}function Ku(e,t){if(!e)return null;let{host:n}=e.getRootNode();return!t&&n?Ku(e,n):t?.items?t:Ku(t,t?.parentNode)}p.customElements.get(`media-chrome-menu-item`)||p.customElements.define(`media-chrome-menu-item`,Wu);function qu(e){return`
    ${Wu.getTemplateHTML.call(this,e)}
    <style>
      slot:not([name="submenu"]) {
        opacity: var(--media-settings-menu-item-opacity, var(--media-menu-item-opacity));
      }

      :host([aria-expanded="true"]:hover) {
        background: transparent;
      }
    </style>
  `}function Ju(e){return`
    <svg aria-hidden="true" viewBox="0 0 20 24">
      <path d="m8.12 17.585-.742-.669 4.2-4.665-4.2-4.666.743-.669 4.803 5.335-4.803 5.334Z"/>
    </svg>
  `}var Yu=class extends Wu{};Yu.shadowRootOptions={mode:`open`},Yu.getTemplateHTML=qu,Yu.getSuffixSlotInnerHTML=Ju,p.customElements.get(`media-settings-menu-item`)||p.customElements.define(`media-settings-menu-item`,Yu);function Xu(e){let t=e.querySelector(`track[kind="chapters"]`);t&&(t.addEventListener(`load`,()=>e.textTracks.dispatchEvent(new Event(`change`)),{once:!0}),t.track.mode=`hidden`)}function Zu(e){let t=new Map;for(let n of e.replace(/^#/,``).split(`;`)){let[,e,r=``]=/^([\w-]+)(?:[:=](.*))?$/.exec(n.trim())??[];e&&t.set(e,Qu(r))}let n=e=>t.has(e)&&t.get(e)!==`false`,[r,i]=(t.get(`t`)??``).split(`,`).map(Number);return{autoplay:n(`autoplay`),muted:n(`muted`),loop:n(`loop`),begin:r>0?r:0,end:i>(r||0)?i:1/0,hideTitle:n(`hide-title`),hideControls:n(`hide-controls`),hidePoster:n(`hide-poster`),chromeless:n(`chromeless`),showSubtitles:n(`show-subtitles`),sdk:$u(t)}}function Qu(e){try{return decodeURIComponent(e)}catch{return e}}function $u(e){let t=parseInt(e.get(`sdkPlayerId`),10);try{let{origin:n}=new URL(atob(e.get(`sdkOrigin`)));if(t>0&&n!==`null`)return{id:t,origin:n}}catch{}}function ed(e,t,n){CSS.supports(`color`,n)&&e.style.setProperty(`--look-${t.replace(/[A-Z]/g,e=>`-${e.toLowerCase()}`)}`,n)}function td(e){for(let[t,n]of Object.entries(e.dataset)){let[,r,i]=/^look([A-Z])(.*)$/.exec(t)??[];r&&ed(e,r.toLowerCase()+i,n)}}function nd(e,t,n){e.toggleAttribute(`data-hide-${t}`,n)}function rd(e,t){t.hideTitle&&nd(e,`title`,!0),t.hideControls&&nd(e,`controls`,!0),t.hidePoster&&nd(e,`poster`,!0),t.chromeless&&nd(e,`chrome`,!0)}function id(e){let t;new MutationObserver(e=>{for(let n of e.flatMap(({addedNodes:e})=>[...e]))n.localName===`track`&&n.src.startsWith(`data:`)&&(t??=URL.createObjectURL(new Blob([`WEBVTT`],{type:`text/vtt`})),n.src=t)}).observe(e,{childList:!0})}var ad={default:{maxTimeToFirstByteMs:12e3,maxLoadTimeMs:12e4,timeoutRetry:{maxNumRetry:8,retryDelayMs:0,maxRetryDelayMs:0},errorRetry:{maxNumRetry:20,retryDelayMs:2e3,maxRetryDelayMs:8e3,backoff:`linear`,shouldRetry:(e,t,n,r,i)=>i||t<e.maxNumRetry&&r?.code===0}}},od={maxBufferLength:8,maxMaxBufferLength:8},sd={maxBufferLength:30,maxMaxBufferLength:120};function cd(e,t){return{...od,autoStartLoad:t,startPosition:e,backBufferLength:60,capLevelToPlayerSize:!0,errorPenaltyExpireMs:3e4,enableWorker:!1,manifestLoadPolicy:ad,playlistLoadPolicy:ad,fragLoadPolicy:ad}}function ld(e,t,{url:n,begin:r,eager:i},a){let o=new e(cd(r,i));o.on(e.Events.MANIFEST_PARSED,(e,{levels:t})=>{t.every(e=>!e.height&&!e.videoCodec)&&a.audioOnly()}),o.on(e.Events.ERROR,(t,n)=>{n.fatal&&dd(e,o,n,a)}),t.videoRenditions.follow(e,o),t.audioTracks.follow(e,o),t.addEventListener(`play`,()=>{Object.assign(o.config,sd),i||o.startLoad(r)},{once:!0}),id(t),o.loadSource(n),o.attachMedia(t)}var ud=-1/0;function dd(e,t,n,r){let i=n.response?.code;n.type===e.ErrorTypes.MEDIA_ERROR&&performance.now()-ud>1e4?(ud=performance.now(),t.recoverMediaError()):(t.destroy(),i===403||i===404||i===410?r.gone():n.type===e.ErrorTypes.NETWORK_ERROR?r.stopped(`The connection to the server was lost.`):r.stopped(`This browser cannot play the video.`))}var fd=(function(){let e=typeof document<`u`&&document.createElement(`link`).relList;return e&&e.supports&&e.supports(`modulepreload`)?`modulepreload`:`preload`})(),pd=function(e,t){return new URL(e,t).href},md={},hd=function(e){return e.pathname.endsWith(`.css`)},gd=function(e,t,n){if(t in e)return e[t];let r=n();if(!r){e[t]=void 0;return}let i=r.then(()=>{e[t]=void 0},n=>{throw e[t]=void 0,n});return e[t]=i,i},_d=function(e,t,n){let r=Promise.resolve();if(t&&t.length>0){let e,i=document.querySelector(`meta[property=csp-nonce]`),a=i?.nonce||i?.getAttribute(`nonce`);function o(e){return Promise.all(e.map(e=>Promise.resolve(e).then(e=>({status:`fulfilled`,value:e}),e=>({status:`rejected`,reason:e}))))}function s(e){return import.meta.resolve?new URL(import.meta.resolve(e)):new URL(e,import.meta.url)}r=o(t.map(t=>{t=pd(t,n);let r=s(t),i=hd(r);return gd(md,r.href,()=>{if(e===void 0){e={all:new Set,styles:new Set};let t=document.getElementsByTagName(`link`);for(let n=t.length-1;n>=0;n--){let r=t[n];e.all.add(r.href),r.rel===`stylesheet`&&e.styles.add(r.href)}}if((i?e.styles:e.all).has(r.href))return;let t=document.createElement(`link`);if(t.rel=i?`stylesheet`:fd,i||(t.as=`script`),t.crossOrigin=``,t.href=r.href,a&&t.setAttribute(`nonce`,a),document.head.appendChild(t),i)return new Promise((e,n)=>{let i=a=>{t.removeEventListener(`load`,i),t.removeEventListener(`error`,i),a.type===`error`?n(Error(`Unable to preload CSS for ${r}`)):e(a)};t.addEventListener(`load`,i),t.addEventListener(`error`,i)})})}).filter(e=>e!==void 0))}function i(e){let t=new Event(`vite:preloadError`,{cancelable:!0});if(t.payload=e,window.dispatchEvent(t),!t.defaultPrevented)throw e}return r.then(t=>{for(let e of t||[])e.status===`rejected`&&i(e.reason);return e().catch(i)})};async function vd(e,t,{autoplay:n},r){let i=Number(t.start)||0,a=n||`preload`in t,{default:o}=await _d(async()=>{let{default:e}=await import(`./hls-D6a35TnA.js`);return{default:e}},[],import.meta.url);if(t.audioOnly!==void 0&&r.audioOnly(),o.isSupported())ld(o,e,{url:t.masterUrl,begin:i,eager:a},r);else if(e.canPlayType(`application/vnd.apple.mpegurl`))yd(e,{url:t.masterUrl,begin:i,eager:a},r);else{r.stopped(`This browser cannot play the video.`);return}xd(e),n&&bd(e)}function yd(e,{url:t,begin:n,eager:r},i){e.preload=r?`auto`:`none`,e.addEventListener(`loadedmetadata`,()=>{n>0&&n<e.duration&&(e.currentTime=n),e.videoWidth||i.audioOnly()},{once:!0}),e.addEventListener(`error`,()=>i.stopped(`The video could not be loaded.`)),e.src=t}async function bd(e){try{await e.play()}catch(t){if(t.name!==`NotAllowedError`)return;e.muted=!0,await e.play().catch(()=>{})}}function xd(e){window.top===window.self&&document.activeElement===document.body&&e.focus({preventScroll:!0})}var Sd=e=>[...e.textTracks].filter(({kind:e})=>e===`subtitles`||e===`captions`);function Cd(e){let t=Sd(e);t.length&&!t.some(({mode:e})=>e===`showing`)&&(t[0].mode=`showing`)}function wd(e){for(let t of Sd(e))t.mode=`disabled`}function Td(e){let t=()=>{Sd(e).length&&(e.textTracks.removeEventListener(`addtrack`,t),setTimeout(()=>Cd(e)))};e.textTracks.addEventListener(`addtrack`,t),t()}var Ed={play:`.controls media-play-button`,volume:`.volume`,fullscreen:`media-fullscreen-button`,subtitles:`media-captions-button`,pictureInPicture:`media-pip-button`,progressBar:`media-time-range`,more:`media-settings-menu-button`},Dd={text:`text`,link:`control`,linkHover:`controlHover`,trackPlayed:`trackPlayed`,trackUnplayed:`trackBuffered`,trackBackground:`track`,backgroundTop:`backgroundTop`,backgroundBottom:`backgroundBottom`,backgroundText:`title`};function Od(e,t){let n=()=>{};return{play:()=>void t.play().catch(n),pause:()=>t.pause(),mute:()=>void(t.muted=!0),unmute:()=>void(t.muted=!1),seek:({seek:e})=>Ad(t,t.currentTime+Number(e)),setCurrentTime:({currentTime:e})=>Ad(t,Number(e)),setVolume:({volume:e})=>void(t.volume=Math.min(Math.max(Number(e)||0,0),1)),setLoop:({loop:e})=>void(t.loop=!!e),setAutoplay:({autoplay:e})=>void(t.autoplay=!!e),setPlaybackRate:({rate:e})=>void(t.playbackRate=Math.min(Math.max(Number(e)||1,.1),16)),getPaused:()=>t.paused,getPlaying:()=>!t.paused&&!t.ended,getMuted:()=>t.muted,getDuration:()=>Number.isFinite(t.duration)?t.duration:0,getCurrentTime:()=>t.currentTime,getPlaybackRate:()=>t.playbackRate,getVolume:()=>t.volume,getLoop:()=>t.loop,getVideoSize:()=>({width:t.videoWidth,height:t.videoHeight}),getMp4Url:()=>e.dataset.download&&new URL(e.dataset.download,location.href).href,isLiveStream:()=>!1,requestFullscreen:()=>void e.requestFullscreen().catch(n),exitFullscreen:()=>void(document.fullscreenElement&&document.exitFullscreen().catch(n)),requestPictureInPicture:()=>void t.requestPictureInPicture?.().catch(n),exitPictureInPicture:()=>void(document.pictureInPictureElement&&document.exitPictureInPicture().catch(n)),...kd(e,t),loadConfig:({url:e})=>jd(e),destroy:()=>t.pause()}}function kd(e,t){let n=(t,n)=>{if(!Array.isArray(t))return nd(e,`controls`,n);for(let r of t){let t=Object.hasOwn(Ed,r)&&e.querySelector(Ed[r]);t&&(t.hidden=n)}};return{hideControls:({controls:e})=>n(e,!0),showControls:({controls:e})=>n(e,!1),hideTitle:()=>nd(e,`title`,!0),showTitle:()=>nd(e,`title`,!1),hidePoster:()=>nd(e,`poster`,!0),showPoster:()=>nd(e,`poster`,!1),setChromeless:({chromeless:t})=>nd(e,`chrome`,!!t),showSubtitles:()=>Cd(t),hideSubtitles:()=>wd(t),setTheme:({theme:t})=>{for(let[n,r]of Object.entries(t??{}))Object.hasOwn(Dd,n)&&ed(e,Dd[n],String(r))},setStyleProperty:({query:e,property:n,value:r})=>{e===`video`&&(n===`transform`||n===`object-fit`)&&t.style.setProperty(n,String(r))}}}function Ad(e,t){Number.isFinite(t)&&(e.currentTime=Math.min(Math.max(t,0),e.duration||0))}function jd(e){let t=new URL(e,location.href);t.origin===location.origin&&t.pathname.startsWith(`/vod/`)&&location.replace(t)}var Md={play:()=>({}),pause:()=>({}),ended:()=>({}),error:()=>({}),seeking:()=>({}),ratechange:()=>({}),resize:()=>({}),timeupdate:({currentTime:e})=>({currentTime:e}),volumechange:({volume:e,muted:t})=>({volume:t?0:e})};function Nd(e,t,{id:n,origin:r}){if(window.parent===window)return;let i=e=>window.parent.postMessage({...e,sdkPlayerId:n},r),a=Od(e,t);window.addEventListener(`message`,({source:e,origin:t,data:o})=>{if(e!==window.parent||t!==r||parseInt(o?.sdkPlayerId,10)!==n||!Object.hasOwn(a,o.message))return;let s=a[o.message](o);o.callbackId&&i({callbackId:o.callbackId,arg:s})}),Pd(e,t,i),i({type:`sdkSync`})}function Pd(e,t,n){for(let[e,r]of Object.entries(Md))t.addEventListener(e,()=>n({type:e,...r(t)}));t.addEventListener(`play`,()=>n({type:`firstplay`}),{once:!0}),t.addEventListener(`resize`,()=>{n({type:`qualitychange`,resolution:{width:t.videoWidth,height:t.videoHeight}})}),t.readyState>=HTMLMediaElement.HAVE_METADATA?n({type:`ready`}):t.addEventListener(`loadedmetadata`,()=>n({type:`ready`}),{once:!0});for(let t of[`mouseenter`,`mouseleave`])e.addEventListener(t,()=>n({type:t}));e.addEventListener(`userinactivechange`,({detail:e})=>n({type:e?`userinactive`:`useractive`})),document.addEventListener(`fullscreenchange`,()=>n({type:`fullscreenchange`,isFullScreen:!!document.fullscreenElement})),new ResizeObserver(()=>n({type:`playerresize`})).observe(e)}function Fd(e,{begin:t,end:n,loop:r}){if(n===1/0)return;let i=()=>e.currentTime>=n;e.addEventListener(`timeupdate`,()=>{i()&&!e.paused&&(r()?e.currentTime=t:e.pause())}),e.addEventListener(`play`,()=>{i()&&(e.currentTime=t)})}function Id(e,t){let n=e.dataset.statusUrl;if(!n)return;let r=1e3,i=()=>setTimeout(a,r);async function a(){if(document.hidden){document.addEventListener(`visibilitychange`,a,{once:!0});return}let o=await Ld(n);switch(o?.state){case`viewable`:case`ready`:return t.viewable();case`failed`:return t.failed(o.reason);case`deleted`:return t.gone();case void 0:return r=Math.min(r*2,15e3),i()}r=Math.min(r+200,4e3),Rd(e,o),i()}a()}async function Ld(e){try{let t=await fetch(e,{cache:`no-store`,headers:{Accept:`application/json`}});return t.status===403||t.status===404||t.status===410?{state:`deleted`}:t.ok?await t.json():void 0}catch{return}}function Rd(e,{state:t,progress:n}){e.dataset.phase=t===`created`||t===`uploading`?`uploading`:`processing`;let r=e.querySelector(`progress`),i=e.querySelector(`output`);n>0?(r.value=n,i.value=`${Math.floor(n*100)} %`):(r.removeAttribute(`value`),i.value=``)}function zd(e){if(!e)return;let{text:t,color:n,size:r,alpha:i,interval:a}=e.dataset;e.textContent=t,e.style.color=n,e.style.fontSize=`${r}px`,e.style.opacity=i,e.hidden=!1;let o=()=>{let t=e.parentElement;e.style.left=`${Math.random()*Math.max(0,t.clientWidth-e.offsetWidth)}px`,e.style.top=`${Math.random()*Math.max(0,t.clientHeight-e.offsetHeight)}px`};o(),setInterval(o,a*1e3),new ResizeObserver(o).observe(e.parentElement)}var $=document.querySelector(`media-controller`),Bd=Zu($&&`fragment`in $.dataset?location.hash:``);function Vd(e,t){document.body.dataset.state=e,t&&(document.querySelector(`.panel[data-for="${e}"] [data-text]`).textContent=t)}function Hd({autoplay:e}){let t=$.querySelector(`.artwork`),n=$.querySelector(`video`);Vd(`playable`),Ud(n),Xu(n),vd(n,$.dataset,{autoplay:e||Bd.autoplay},{audioOnly:()=>{t.hidden=!1,$.dataset.audioOnly=``,$.setAttribute(`autohide`,`-1`)},gone:()=>Vd(`gone`),stopped:e=>Vd(`stopped`,e)}),zd($.querySelector(`.watermark`))}function Ud(e){td($),rd($,Bd),Bd.begin&&($.dataset.start=Bd.begin),Bd.muted&&(e.muted=!0),Bd.loop&&(e.loop=!0),Fd(e,{begin:Bd.begin,end:Bd.end,loop:()=>e.loop}),Bd.showSubtitles&&Td(e),Bd.sdk&&`messages`in $.dataset&&Nd($,e,Bd.sdk)}function Wd(){Id(document.querySelector(`.panel[data-for="waiting"]`),{viewable:()=>Hd({autoplay:!0}),failed:e=>Vd(`failed`,e),gone:()=>Vd(`gone`)})}document.querySelector(`[data-retry]`)?.addEventListener(`click`,()=>location.reload()),document.body.dataset.state===`playable`&&Hd({autoplay:`autoplay`in $.dataset}),document.body.dataset.state===`waiting`&&Wd();