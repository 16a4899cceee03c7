// The viewer's page: filters, dialogues as bubbles, and why each meme was sent or held. Data comes inside the page or from the server.

const CHUNK = 30
const WORDS = {
  zh: {
    title: '对话浏览',
    kind: '类型',
    length: '轮数',
    strategy: '策略',
    emotion: '情绪',
    search: '搜索文字',
    all: '全部',
    shown: (count, total) => `${count} / ${total} 段对话`,
    more: '再看一些',
    none: '没有符合条件的对话。',
    why: '为什么',
    statistics: '统计图',
    scenario: '场景',
    motivation: '动机',
    goal: '目标',
    runners: '其他候选',
    missing: '图片不在本机',
    role: '情景对话',
    news: '新闻对话',
  },
  en: {
    title: 'Dialogues',
    kind: 'Kind',
    length: 'Turns',
    strategy: 'Strategy',
    emotion: 'Emotion',
    search: 'Search words',
    all: 'all',
    shown: (count, total) => `${count} of ${total} dialogues`,
    more: 'Show more',
    none: 'No dialogue matches.',
    why: 'why',
    statistics: 'Statistics',
    scenario: 'Scenario',
    motivation: 'Motivation',
    goal: 'Goal',
    runners: 'Runners-up',
    missing: 'image not on this machine',
    role: 'scene',
    news: 'news',
  },
}

const state = { kind: '', length: '', strategy: '', emotion: '', search: '', locale: 'zh', shown: CHUNK }
let data = { dialogues: [], images: {} }

/** An element with attributes and children; text is always text, never markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value)
  }
  made.append(...children.filter(child => child !== undefined && child !== null))
  return made
}

const words = () => WORDS[state.locale]

function matches(dialogue) {
  return (
    (!state.kind || dialogue.kind === state.kind) &&
    (!state.length || String(dialogue.turns.length) === state.length) &&
    (!state.strategy || dialogue.strategy === state.strategy) &&
    (!state.emotion || dialogue.turns.some(turn => turn.emotion === state.emotion)) &&
    (!state.search || textOf(dialogue).includes(state.search.toLowerCase()))
  )
}

function textOf(dialogue) {
  const turns = dialogue.turns.map(turn => `${turn.text} ${turn.meme?.caption ?? ''}`)
  return [dialogue.id, dialogue.title, ...dialogue.people.map(person => person.name), ...turns].join('\n').toLowerCase()
}

function filters() {
  const values = (of, order) => [...new Set(data.dialogues.flatMap(of))].filter(Boolean).sort(order)
  const choices = {
    kind: values(dialogue => [dialogue.kind]),
    length: values(
      dialogue => [dialogue.turns.length],
      (a, b) => a - b,
    ),
    strategy: values(dialogue => [dialogue.strategy]),
    emotion: values(dialogue => dialogue.turns.map(turn => turn.emotion)),
  }
  const selects = Object.entries(choices).map(([name, options]) =>
    element(
      'label',
      {},
      words()[name],
      element(
        'select',
        { id: name, onchange: event => change({ [name]: event.target.value }) },
        element('option', { value: '' }, words().all),
        ...options.map(value =>
          element(
            'option',
            { value, selected: String(value) === state[name] },
            (name === 'kind' && words()[value]) || String(value),
          ),
        ),
      ),
    ),
  )
  const search = element('input', {
    id: 'search',
    type: 'search',
    value: state.search,
    oninput: event => change({ search: event.target.value }, false),
  })
  return [...selects, element('label', {}, words().search, search)]
}

function dialogueCard(dialogue) {
  const people = dialogue.people.map((person, index) =>
    element(
      'details',
      { class: `person ${index === 0 ? 'a' : 'b'}` },
      element('summary', {}, `${person.name}（${person.role}）`),
      element('p', {}, person.about),
      element('p', {}, `${words().goal}：${person.goal}`),
    ),
  )
  return element(
    'article',
    { class: 'dialogue', 'data-id': dialogue.id },
    element(
      'header',
      {},
      element('h2', {}, dialogue.title),
      element(
        'p',
        { class: 'tags' },
        ...[
          words()[dialogue.kind],
          `${dialogue.turns.length} · ${dialogue.strategy}`,
          dialogue.provider,
          dialogue.id,
        ].map(tag => element('span', {}, tag)),
      ),
      element('p', { class: 'setting' }, dialogue.setting),
      element('div', { class: 'people' }, ...people),
    ),
    element('ol', { class: 'turns' }, ...dialogue.turns.map(turn => turnItem(turn, dialogue))),
  )
}

function turnItem(turn, dialogue) {
  const side = turn.speaker === 'A' ? 'a' : 'b'
  const name = dialogue.people[turn.speaker === 'A' ? 0 : 1].name
  return element(
    'li',
    { class: `turn ${side}` },
    element('span', { class: 'name' }, name),
    turn.text ? element('p', { class: 'bubble' }, turn.text) : undefined,
    turn.meme ? picture(turn.meme) : undefined,
    why(turn),
  )
}

function picture(meme) {
  const source = data.images[meme.id]
  if (!source) return element('p', { class: 'missing' }, `［${meme.caption}］ ${words().missing}`)
  return element('img', { class: 'meme', src: source, alt: meme.caption, loading: 'lazy' })
}

function why(turn) {
  const { headline, details } = turn.why[state.locale]
  const facts = [
    ...details,
    `${words().scenario}：${turn.facets.scenario}`,
    `${words().emotion}：${turn.facets.emotion}`,
    `${words().motivation}：${turn.facets.motivation}`,
  ]
  const others = turn.runnersUp.map(({ caption, score }) => element('li', {}, `${score.toFixed(3)} ${caption}`))
  return element(
    'details',
    { class: `why ${turn.sent ? 'sent' : 'held'}` },
    element('summary', {}, words().why),
    element('p', { class: 'headline' }, headline),
    ...facts.map(fact => element('p', {}, fact)),
    others.length > 0 ? element('p', {}, words().runners) : undefined,
    others.length > 0 ? element('ul', {}, ...others) : undefined,
  )
}

/** Shows what the state says. */
function render(whole = true) {
  document.documentElement.lang = state.locale === 'zh' ? 'zh-CN' : 'en'
  const found = data.dialogues.filter(matches)
  if (whole) {
    document.querySelector('#title').textContent = words().title
    document.querySelector('#statistics-title').textContent = words().statistics
    document.querySelector('#filters').replaceChildren(...filters())
  }
  document.querySelector('#count').textContent = words().shown(found.length, data.dialogues.length)
  const cards = found.slice(0, state.shown).map(dialogueCard)
  document
    .querySelector('#dialogues')
    .replaceChildren(...(cards.length > 0 ? cards : [element('p', { class: 'empty' }, words().none)]))
  const more = document.querySelector('#more')
  more.hidden = found.length <= state.shown
  more.textContent = words().more
}

function change(changed, whole = true) {
  Object.assign(state, changed, 'shown' in changed || 'locale' in changed ? {} : { shown: CHUNK })
  render(whole)
}

async function start() {
  const inside = document.querySelector('#data')
  data = inside ? JSON.parse(inside.textContent) : await (await fetch('data.json')).json()
  state.locale = navigator.language.startsWith('zh') ? 'zh' : 'en'
  document
    .querySelector('#language')
    .addEventListener('click', () => change({ locale: state.locale === 'zh' ? 'en' : 'zh' }))
  document.querySelector('#more').addEventListener('click', () => change({ shown: state.shown + CHUNK }, false))
  render()
  document.body.dataset.ready = 'true'
}

start()
