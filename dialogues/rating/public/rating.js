// The raters' page: one dialogue after the other, five sliders each; kept in this browser, downloaded as CSV.

const sheet = JSON.parse(document.querySelector('#data').textContent)
const STORE = `doutu-${sheet.name}`
const ratings = readStore()
let position = 0

function readStore() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? '{}')
  } catch {
    return {}
  }
}

function keep() {
  try {
    localStorage.setItem(STORE, JSON.stringify(ratings))
  } catch {
    // A browser that keeps nothing still downloads.
  }
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value)
  }
  made.append(...children)
  return made
}

function bubble(turn) {
  const item = element('li', { class: `turn ${turn.speaker === 'A' ? 'a' : 'b'}` })
  if (turn.text) item.append(element('p', { class: 'bubble' }, turn.text))
  if (turn.meme && sheet.images[turn.meme.id])
    item.append(element('img', { class: 'meme', src: sheet.images[turn.meme.id], alt: turn.meme.caption }))
  else if (turn.meme) item.append(element('p', { class: 'bubble' }, `［表情：${turn.meme.caption}］`))
  return item
}

function slider(aspect, item) {
  const given = ratings[item]?.[aspect.id]
  const output = element('output', {}, given ?? '–')
  const input = element('input', {
    type: 'range',
    min: '0',
    max: '100',
    step: '1',
    value: String(given ?? 50),
    id: aspect.id,
    'aria-label': aspect.name,
    oninput: event => {
      ratings[item] = { ...ratings[item], [aspect.id]: Number(event.target.value) }
      output.textContent = event.target.value
      keep()
      progress()
    },
  })
  return element('label', { class: 'aspect' }, element('b', {}, aspect.name), ` ${aspect.question} `, input, output)
}

const complete = item => sheet.aspects.every(aspect => ratings[item]?.[aspect.id] !== undefined)

function progress() {
  const done = sheet.items.filter(({ item }) => complete(item)).length
  document.querySelector('#count').textContent = `${done} / ${sheet.items.length}`
}

function show() {
  const current = sheet.items[position]
  document
    .querySelector('#item')
    .replaceChildren(
      element('h2', {}, `#${current.item}`),
      element('p', { class: 'setting' }, current.setting),
      element('ol', { class: 'turns' }, ...current.turns.map(bubble)),
      ...sheet.aspects.map(aspect => slider(aspect, current.item)),
    )
  document.querySelector('#back').disabled = position === 0
  document.querySelector('#next').disabled = position === sheet.items.length - 1
  progress()
}

function go(step) {
  position = Math.min(sheet.items.length - 1, Math.max(0, position + step))
  show()
  window.scrollTo(0, 0)
}

function csv() {
  const names = sheet.aspects.map(({ id }) => id)
  const rows = sheet.items
    .filter(({ item }) => complete(item))
    .map(({ item }) => [item, ...names.map(name => ratings[item][name])].join(','))
  return `${['item', ...names].join(',')}\n${rows.join('\n')}\n`
}

document.querySelector('#back').addEventListener('click', () => go(-1))
document.querySelector('#next').addEventListener('click', () => go(1))
document.querySelector('#download').addEventListener('click', () => {
  const link = element('a', {
    href: URL.createObjectURL(new Blob([csv()], { type: 'text/csv' })),
    download: `${sheet.name}-ratings.csv`,
  })
  link.click()
})
show()
document.body.dataset.ready = 'true'
