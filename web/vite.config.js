import { defineConfig } from 'vite'

// Two pages, built into the Go package that embeds and serves them. The pages
// themselves are Go templates: this build makes scripts and styles only, and
// manifest.json tells Go their hashed names.
export default defineConfig({
  base: './', // assets find each other by relative URL, wherever they are mounted
  build: {
    outDir: '../internal/playback/player/dist',
    emptyOutDir: true,
    assetsDir: '',
    assetsInlineLimit: 0, // data: URLs would need a hole in the content policy
    manifest: 'manifest.json', // not the default .vite/: go:embed leaves out dot files
    license: { fileName: 'licenses.md' },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2022',
    // hls.js is one library of 600 kB, loaded only when there is something to play.
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: ['src/player.js', 'src/landing.js', 'src/mark.svg'] },
  },
})
