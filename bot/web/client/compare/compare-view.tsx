import './compare.css'
import '../why/why.css'
import { useEffect } from 'preact/hooks'
import { EXAMPLES } from '../chat/examples.ts'
import { locale, say } from '../locale.ts'
import { ConfigurationCard } from './configuration-card.tsx'
import { OutcomeTable } from './outcome-table.tsx'
import { arrange, asNow, isApart, isRunning, judge, open, options, problem, sides, talkOf, text } from './run.ts'
import { compareWords } from './words.ts'

/** Two configurations side by side on the same messages. */
export default function CompareView() {
  const words = say(compareWords)
  useEffect(() => void open(), [])
  return (
    <div class="compare">
      <p class="compare-intro">{words.intro}</p>
      <div class="compare-setup">
        <ConfigurationCard side="left" />
        <Talk />
        <ConfigurationCard side="right" />
      </div>
      {problem.value && (
        <p class="compare-problem" role="alert">
          {problem.value}
        </p>
      )}
      <div class="compare-outcome" aria-busy={isRunning.value}>
        <OutcomeTable />
      </div>
    </div>
  )
}

function Talk() {
  const words = say(compareWords)
  return (
    <div class="compare-talk">
      <label for="compare-lines">{words.lines}</label>
      <textarea id="compare-lines" rows={9} value={text.value} onInput={event => talkOf(event.currentTarget.value)} />
      <div class="compare-buttons">
        <select
          aria-label={words.example}
          value=""
          onChange={event => {
            const example = EXAMPLES.find(({ id }) => id === event.currentTarget.value)
            if (example) talkOf(example.thoughts.flat().join('\n'))
          }}
        >
          <option value="">{words.chooseExample}</option>
          {EXAMPLES.map(({ id, title }) => (
            <option key={id} value={id}>
              {title[locale.value]}
            </option>
          ))}
        </select>
        <select
          aria-label={words.judged}
          value={isApart.value ? 'apart' : 'together'}
          onChange={event => judge(event.currentTarget.value === 'apart')}
        >
          <option value="apart">{words.apart}</option>
          <option value="together">{words.together}</option>
        </select>
        <button type="button" onClick={swap}>
          {words.swap}
        </button>
        <button type="button" class="quiet" onClick={bothAsNow}>
          {words.asNow}
        </button>
        <span class="compare-small" role="status">
          {isRunning.value && words.running}
        </span>
      </div>
    </div>
  )
}

function swap(): void {
  const both = sides.peek()
  if (both) arrange({ left: both.right, right: both.left })
}

function bothAsNow(): void {
  const known = options.peek()
  if (known) arrange({ left: asNow(known), right: asNow(known) })
}
