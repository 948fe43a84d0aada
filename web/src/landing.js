import './landing.css'

const form = document.querySelector('form')
form.addEventListener('submit', (event) => {
  event.preventDefault()
  const id = new FormData(form).get('id').trim()
  if (id) location.assign(form.action + encodeURIComponent(id))
})
