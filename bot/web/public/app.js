import { element, post } from './dom.js'
import { TEXTS } from './texts.js'
import { why } from './why.js'

const messages = document.querySelector('#messages')
const scroller = document.querySelector('main')
const composer = document.querySelector('#composer')
const text = document.querySelector('#text')
const starters = document.querySelector('#starters')
let locale = localStorage.getItem('doutu-locale') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')
let words

const texts = () => TEXTS[locale]

function show(node) {
  messages.append(node)
  scroller.scrollTop = scroller.scrollHeight
  return node
}

function bubble(content, className = '') {
  return element('li', { className: `message ${className}` }, [
    element('div', { className: 'bubble', textContent: content }),
  ])
}

function memeMessage(decision) {
  const image = element('img', {
    src: decision.meme.url,
    alt: decision.meme.caption,
    width: decision.meme.width,
    height: decision.meme.height,
  })
  // A chosen meme counts as sent only once it is on the screen.
  image.addEventListener('load', () => post('/api/deliveries', { decision: decision.id }).catch(problem), {
    once: true,
  })
  const vote = (reaction, label) => {
    const button = element('button', {
      type: 'button',
      textContent: label,
      'aria-pressed': 'false',
      'data-reaction': reaction,
    })
    button.addEventListener('click', async () => {
      await post('/api/reactions', { decision: decision.id, reaction }).catch(problem)
      for (const other of actions.querySelectorAll('[aria-pressed]'))
        other.setAttribute('aria-pressed', String(other === button))
    })
    return button
  }
  const another = element('button', { type: 'button', textContent: texts().another, 'data-reaction': 'another' })
  another.addEventListener('click', async () => {
    const { meme } = (await post('/api/reactions', { decision: decision.id, reaction: 'another' }).catch(problem)) ?? {}
    if (!meme) {
      another.textContent = texts().none
      another.disabled = true
      return
    }
    Object.assign(image, { src: meme.url, alt: meme.caption, width: meme.width, height: meme.height })
  })
  const actions = element('div', { className: 'actions' }, [
    vote('up', texts().up),
    vote('down', texts().down),
    another,
  ])
  return element('li', { className: 'message meme' }, [image, actions])
}

function problem(error) {
  show(element('li', { className: 'problem', role: 'alert', textContent: error.message ?? String(error) }))
}

const on = {
  decision({ decision }) {
    if (decision.kind === 'send' && decision.meme) show(memeMessage(decision))
    show(element('li', {}, [why(decision, texts())]))
  },
  'words-start'() {
    words = show(bubble(texts().typing, 'typing'))
  },
  'words-piece'({ text: piece }) {
    words ??= show(bubble('', 'typing'))
    const body = words.firstChild
    if (words.classList.contains('typing')) body.textContent = ''
    words.classList.remove('typing')
    body.textContent += piece
    scroller.scrollTop = scroller.scrollHeight
  },
  'words-end'() {
    words = undefined
  },
  problem({ message }) {
    problem({ message })
  },
}

function connect() {
  const events = new EventSource('/api/events')
  let lost
  events.onmessage = ({ data }) => {
    const event = JSON.parse(data)
    on[event.type]?.(event)
  }
  events.onopen = () => {
    lost?.remove()
    lost = undefined
    document.body.dataset.connected = 'true'
  }
  events.onerror = () => {
    lost ??= show(element('li', { className: 'problem', textContent: texts().lost }))
  }
}

async function send(content) {
  if (!content.trim()) return
  starters.hidden = true
  show(bubble(content, 'mine'))
  await post('/api/messages', { text: content, locale }).catch(problem)
}

function paint() {
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en'
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = texts()[node.dataset.text]
  messages.setAttribute('aria-label', texts().conversation)
  text.placeholder = texts().placeholder
  document.querySelector('#language').textContent = texts().language
  starters.replaceChildren(
    ...texts().starters.map(line => {
      const button = element('button', { type: 'button', textContent: line })
      button.addEventListener('click', () => send(line))
      return button
    }),
  )
}

composer.addEventListener('submit', event => {
  event.preventDefault()
  const content = text.value
  text.value = ''
  text.style.height = ''
  send(content)
})
text.addEventListener('keydown', event => {
  // Enter also ends the choice of an input method; that one must not send.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  composer.requestSubmit()
})
text.addEventListener('input', () => {
  text.style.height = 'auto'
  text.style.height = `${text.scrollHeight}px`
})
document.querySelector('#language').addEventListener('click', () => {
  locale = locale === 'zh' ? 'en' : 'zh'
  localStorage.setItem('doutu-locale', locale)
  paint()
})

paint()
connect()
text.focus()
