// float shows a text over the picture and moves it to another place every
// interval, so that no crop or fixed mask takes it off a recording. The values
// were checked by the server; text only ever becomes text.
export function float(element) {
  if (!element) return
  const { text, color, size, alpha, interval } = element.dataset
  element.textContent = text
  element.style.color = color
  element.style.fontSize = `${size}px`
  element.style.opacity = alpha
  element.hidden = false

  const move = () => {
    const parent = element.parentElement
    element.style.left = `${Math.random() * Math.max(0, parent.clientWidth - element.offsetWidth)}px`
    element.style.top = `${Math.random() * Math.max(0, parent.clientHeight - element.offsetHeight)}px`
  }
  move()
  setInterval(move, interval * 1000)
  new ResizeObserver(move).observe(element.parentElement)
}
