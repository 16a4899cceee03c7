import { highestRate } from '../../../../src/pipeline/threshold.ts'
import { type Configuration, PRESETS } from '../../compare/protocol.ts'
import { SAMPLERS } from '../../settings/protocol.ts'
import { say } from '../locale.ts'
import { nameOf } from '../why/part-names.ts'
import { SUMMED } from '../why/parts.ts'
import { whyWords } from '../why/words.ts'
import { change, options, type SideName, sides } from './run.ts'
import { compareWords } from './words.ts'

const LARGEST_GAP = 20

/** What one side decides with. */
export function ConfigurationCard({ side }: { readonly side: SideName }) {
  const words = say(compareWords)
  const [given, known] = [sides.value?.[side], options.value]
  if (!given || !known) return null
  const preset = typeof given.weights === 'string' ? given.weights : 'custom'
  const custom = typeof given.weights === 'string' ? known.presets[given.weights] : given.weights
  return (
    <fieldset class={`compare-card compare-${side}`}>
      <legend>{words[side]}</legend>
      <Select
        label={words.encoder}
        value={given.encoder}
        choices={known.encoders.map(name => [name, name])}
        choose={encoder => change(side, { encoder })}
      />
      <Select
        label={words.weights}
        value={preset}
        choices={[...PRESETS, 'custom' as const].map(name => [name, words.presets[name]])}
        choose={name => change(side, { weights: PRESETS.find(one => one === name) ?? custom })}
      />
      {preset === 'custom' && (
        <details open>
          <summary>{words.customWeights}</summary>
          {SUMMED.map(part => (
            <Slider
              key={part}
              label={nameOf(part)}
              value={custom[part]}
              max={Math.max(1, custom[part])}
              step={0.01}
              choose={value => change(side, { weights: { ...custom, [part]: value } })}
            />
          ))}
        </details>
      )}
      <Select
        label={words.sampler}
        value={given.sampler}
        choices={SAMPLERS.map(name => [name, say(whyWords).samplers[name]])}
        choose={name => change(side, { sampler: name as Configuration['sampler'] })}
      />
      <Slider
        label={words.targetRate}
        value={given.targetRate}
        max={Math.floor(highestRate(given.minimumGap) * 100) / 100}
        step={0.01}
        choose={targetRate => change(side, { targetRate })}
      />
      <Slider label={words.floor} value={given.floor} max={1} step={0.01} choose={floor => change(side, { floor })} />
      <Slider
        label={words.gap}
        value={given.minimumGap}
        max={Math.max(LARGEST_GAP, given.minimumGap)}
        step={1}
        choose={gap => change(side, { minimumGap: gap, targetRate: Math.min(given.targetRate, highestRate(gap)) })}
      />
    </fieldset>
  )
}

interface SelectProps {
  readonly label: string
  readonly value: string
  readonly choices: ReadonlyArray<readonly [value: string, label: string]>
  readonly choose: (value: string) => void
}

function Select({ label, value, choices, choose }: SelectProps) {
  return (
    <label class="compare-choice">
      <span>{label}</span>
      <select value={value} onChange={event => choose(event.currentTarget.value)}>
        {choices.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

interface SliderProps {
  readonly label: string
  readonly value: number
  readonly max: number
  readonly step: number
  readonly choose: (value: number) => void
}

function Slider({ label, value, max, step, choose }: SliderProps) {
  const shown = step < 1 ? value.toFixed(2) : String(value)
  return (
    <label class="compare-slider">
      <span>{label}</span>
      <input
        type="range"
        min={0}
        max={max}
        step={step}
        value={value}
        aria-valuetext={shown}
        onInput={event => choose(event.currentTarget.valueAsNumber)}
      />
      <output>{shown}</output>
    </label>
  )
}
