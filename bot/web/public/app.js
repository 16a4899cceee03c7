import { element, post } from './dom.js'
import { TEXTS } from './texts.js'
import { botTurn, ownTurn, wordsOf } from './turns.js'

const messages = document.querySelector('#messages')
const scroller = document.querySelector('main')
const composer = document.querySelector('#composer')
const text = document.querySelector('#text')
const welcome = document.querySelector('#welcome')
/** Answers on the page by their decision, and their words while they come. */
const turns = new Map()
const words = new Map()
const NEAR_THE_END = 160
let locale = localStorage.getItem('doutu-locale') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')

const texts = () => TEXTS[locale]

/** Changes the page, and keeps its end in view for someone who was looking at it. */
function following(change) {
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_THE_END
  const made = change()
  if (atEnd) scroller.scrollTop = scroller.scrollHeight
  return made
}

function show(node) {
  return following(() => {
    messages.append(node)
    return node
  })
}

function problem({ code, message }) {
  show(element('li', { className: 'problem', role: 'alert', textContent: texts().problems[code] ?? message }))
}

const on = {
  decision({ decision }) {
    welcome.hidden = true
    turns.set(decision.id, show(botTurn(decision, texts(), problem)))
  },
  'words-start'({ decision }) {
    const turn = turns.get(decision)
    if (turn) following(() => words.set(decision, wordsOf(turn, texts())))
  },
  'words-piece'({ decision, text: piece }) {
    following(() => words.get(decision)?.add(piece))
  },
  'words-end'({ decision }) {
    words.get(decision)?.end()
    words.delete(decision)
  },
  problem,
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
    lost ??= show(element('li', { className: 'problem', role: 'status', textContent: texts().lost }))
    // The browser tries again by itself, unless the server answered with a refusal.
    if (events.readyState === EventSource.CLOSED) lost.textContent = texts().reload
  }
}

async function send(content) {
  if (!content.trim()) return
  welcome.hidden = true
  show(ownTurn(content))
  scroller.scrollTop = scroller.scrollHeight
  await post('/api/messages', { text: content, locale }).catch(problem)
}

function paint() {
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en'
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = texts()[node.dataset.text]
  messages.setAttribute('aria-label', texts().conversation)
  text.placeholder = texts().placeholder
  text.setAttribute('aria-label', texts().label)
  document.querySelector('#language').textContent = texts().language
  document.querySelector('#starters').replaceChildren(
    ...texts().starters.map(line => {
      const button = element('button', { type: 'button', textContent: line, lang: 'zh-CN' })
      button.addEventListener('click', () => {
        send(line)
        text.focus()
      })
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
  text.style.height = `${text.scrollHeight + 2}px`
})
document.querySelector('#language').addEventListener('click', () => {
  locale = locale === 'zh' ? 'en' : 'zh'
  localStorage.setItem('doutu-locale', locale)
  paint()
})

paint()
connect()
text.focus()
