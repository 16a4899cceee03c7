import { element } from './dom.js'

const HIDDEN = new Set(['raw'])

/** The line under a decision that opens into its explanation. Everything from outside is set as text, never as HTML. */
export function why(decision, texts) {
  const panel = element(
    'div',
    { className: 'panel' },
    decision.details.map(detail => element('p', { textContent: detail })),
  )
  for (const candidate of decision.candidates) panel.append(candidateRow(candidate, texts))
  return element('details', { className: 'why' }, [element('summary', { textContent: decision.headline }), panel])
}

function candidateRow({ meme, score, parts }, texts) {
  const list = element('dl', { className: 'parts' })
  for (const part of parts.filter(item => !HIDDEN.has(item.name) && Math.abs(item.value) > 0.0005)) {
    const meter = element('meter', { min: 0, max: 1, value: Math.min(1, Math.abs(part.value)), ariaLabel: part.label })
    list.append(
      element('dt', { textContent: part.label }),
      element('dd', {}, [meter]),
      element('dd', { textContent: part.value.toFixed(2) }),
    )
  }
  const image = element('img', { src: meme.url, alt: meme.caption, loading: 'lazy', width: 64, height: 64 })
  const title = element('h3', { textContent: `${texts.score} ${score.toFixed(2)} · ${meme.caption}` })
  return element('div', { className: 'candidate' }, [image, element('div', {}, [title, list])])
}
