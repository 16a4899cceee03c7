import { element } from './dom.js'

const HIDDEN = new Set(['raw'])
/** Parts that count against a meme. */
const AGAINST = new Set(['unsuitable', 'grave', 'fatigue'])

/** The line under a decision that opens into its explanation. Everything from outside is set as text, never as HTML. */
export function why(decision, texts) {
  const panel = element('div', { className: 'panel' }, [
    ...(decision.candidates.length > 0 ? [scale(decision, texts)] : []),
    ...decision.details.map(detail => element('p', { textContent: detail })),
    ...decision.candidates.map(candidate => candidateRow(candidate, decision, texts)),
  ])
  const summary = element('summary', {}, [element('span', { textContent: decision.headline })])
  return element('details', { className: `why ${decision.kind}` }, [summary, panel])
}

/** The best score on a line from 0 to 1, with the threshold it was held against. */
function scale({ score, threshold, kind }, texts) {
  const bar = element('div', { className: `scale ${kind}`, 'aria-hidden': 'true' }, [
    element('span', { className: 'fill' }),
    element('span', { className: 'tick' }),
  ])
  bar.style.setProperty('--score', String(Math.min(1, score)))
  bar.style.setProperty('--threshold', String(Math.min(1, threshold)))
  const legend = element('div', { className: 'legend' }, [
    element('span', { className: 'score', textContent: `${texts.best} ${score.toFixed(2)}` }),
    element('span', { className: 'threshold', textContent: `${texts.threshold} ${threshold.toFixed(2)}` }),
  ])
  return element('div', {}, [legend, bar])
}

function candidateRow({ meme, score, parts }, decision, texts) {
  const list = element('dl', { className: 'parts' })
  for (const part of parts.filter(item => !HIDDEN.has(item.name) && Math.abs(item.value) > 0.0005)) {
    const against = AGAINST.has(part.name) || part.value < 0
    const share = { min: 0, max: 1, value: Math.min(1, Math.abs(part.value)), 'aria-label': part.label }
    list.append(
      element('div', { className: against ? 'against' : '' }, [
        element('dt', { textContent: part.label }),
        element('dd', {}, [element('meter', share), element('span', { textContent: part.value.toFixed(2) })]),
      ]),
    )
  }
  const image = element('img', { src: meme.url, alt: meme.caption, loading: 'lazy', width: 72, height: 72 })
  const title = element('h3', {}, [
    element('span', { className: 'caption', textContent: meme.caption }),
    element('span', { className: 'points', textContent: `${texts.score} ${score.toFixed(2)}` }),
    ...(decision.kind === 'send' && decision.meme?.id === meme.id
      ? [element('span', { className: 'sent', textContent: texts.sent })]
      : []),
  ])
  return element('div', { className: 'candidate' }, [image, element('div', {}, [title, list])])
}
