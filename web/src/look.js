// The look of the player: attributes of the controller say what is hidden, custom properties which
// colours it has. player.css has the defaults.

// colour sets a colour by its name in the data attributes, such as "trackPlayed".
export function colour(controller, name, value) {
  if (!CSS.supports('color', value)) return
  controller.style.setProperty(`--look-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, value)
}

// paint applies the colours that the server gave.
export function paint(controller) {
  for (const [key, value] of Object.entries(controller.dataset)) {
    const [, first, rest] = /^look([A-Z])(.*)$/.exec(key) ?? []
    if (first) colour(controller, first.toLowerCase() + rest, value)
  }
}

// hide hides or shows the title, the controls, the poster, or everything ("chrome").
export function hide(controller, what, hidden) {
  controller.toggleAttribute(`data-hide-${what}`, hidden)
}

// apply does what the address asked for.
export function apply(controller, wanted) {
  if (wanted.hideTitle) hide(controller, 'title', true)
  if (wanted.hideControls) hide(controller, 'controls', true)
  if (wanted.hidePoster) hide(controller, 'poster', true)
  if (wanted.chromeless) hide(controller, 'chrome', true)
}
