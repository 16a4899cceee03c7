import { element, post } from './dom.js'
import { why } from './why.js'

const avatar = file => element('img', { className: 'avatar', src: file, alt: '', width: 38, height: 38 })
const bubble = text => element('div', { className: 'bubble', textContent: text })

/** What the person at this page said. */
export function ownTurn(text) {
  return element('li', { className: 'turn mine' }, [bubble(text), avatar('/me.svg')])
}

/** One answer of the bot: a meme or none, words or none, and the line that says why. */
export function botTurn(decision, texts, problem) {
  const column = element('div', { className: 'column' })
  const { meme } = decision
  if (decision.kind === 'send' && meme) column.append(...memeWithActions(decision, texts, problem))
  column.append(why(decision, texts))
  return element('li', { className: 'turn bot' }, [avatar('/icon.svg'), column])
}

function show(image, meme) {
  Object.assign(image, { src: meme.url, alt: meme.caption, width: meme.width, height: meme.height })
}

function memeWithActions(decision, texts, problem) {
  const image = element('img', { className: 'meme' })
  // A chosen meme counts as sent only once it is on the screen.
  image.addEventListener('load', () => post('/api/deliveries', { decision: decision.id }).catch(problem), {
    once: true,
  })
  show(image, decision.meme)
  const votes = ['up', 'down'].map(reaction => voteButton(reaction))
  const another = element('button', { type: 'button', textContent: texts.another, 'data-reaction': 'another' })
  another.addEventListener('click', () => replace().catch(problem))
  return [image, element('div', { className: 'actions' }, [...votes, another])]

  function voteButton(reaction) {
    const thumb = element('img', { src: '/thumb.svg', alt: reaction === 'up' ? '👍' : '👎', width: 15, height: 15 })
    const state = { type: 'button', 'data-reaction': reaction, 'aria-pressed': 'false' }
    const button = element('button', state, [thumb, texts[reaction]])
    button.addEventListener('click', () => vote(reaction).catch(problem))
    return button
  }

  async function vote(reaction) {
    // The vote that stands is not counted again.
    if (votes.some(button => button.dataset.reaction === reaction && button.getAttribute('aria-pressed') === 'true'))
      return
    await post('/api/reactions', { decision: decision.id, reaction })
    press(reaction)
  }

  async function replace() {
    another.disabled = true
    try {
      const { meme } = await post('/api/reactions', { decision: decision.id, reaction: 'another' })
      if (!meme) {
        another.textContent = texts.none
        return
      }
      show(image, meme)
      press(undefined)
      another.disabled = false
    } catch (error) {
      another.disabled = false
      throw error
    }
  }

  function press(reaction) {
    for (const button of votes) button.setAttribute('aria-pressed', String(button.dataset.reaction === reaction))
  }
}

/** The words of one answer, as they come: dots first, and nothing at all where there are none. */
export function wordsOf(turn, texts) {
  const dots = element('span', { className: 'dots', role: 'img', 'aria-label': texts.typing }, [
    ...[1, 2, 3].map(() => element('i')),
  ])
  const body = element('div', { className: 'bubble typing' }, [dots])
  turn.querySelector('.why').before(body)
  return {
    add(piece) {
      if (body.classList.contains('typing')) body.textContent = ''
      body.classList.remove('typing')
      body.append(piece)
    },
    end() {
      if (body.classList.contains('typing')) body.remove()
    },
  }
}
