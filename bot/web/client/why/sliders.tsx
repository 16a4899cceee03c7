import { useEffect } from 'preact/hooks'
import { highestRate } from '../../../../src/pipeline/threshold.ts'
import { type DecisionSettings, SAMPLERS } from '../../settings/protocol.ts'
import { say } from '../locale.ts'
import { Outcome } from './outcome.tsx'
import { nameOf } from './part-names.ts'
import { SUMMED } from './parts.ts'
import {
  current,
  discard,
  draft,
  isTrying,
  loadSettings,
  notice,
  resetToDefaults,
  saveDraft,
  tryOut,
} from './what-if.ts'
import { whyWords } from './words.ts'

const LARGEST_GAP = 20

/** What if: sliders that run the conversation again, and buttons that make it so. */
export function WhatIf() {
  const words = say(whyWords)
  useEffect(() => void loadSettings(), [])
  const settings = draft.value
  if (!settings) return null
  return (
    <section class="why-section why-what-if">
      <h3>{words.whatIf}</h3>
      <p class="why-hint">{words.whatIfHint}</p>
      <Slider
        name="targetRate"
        label={words.targetRate}
        value={settings.targetRate}
        max={Math.floor(highestRate(settings.minimumGap) * 100) / 100}
        step={0.01}
        shown={words.targetRateUnit(settings.targetRate)}
        onChange={targetRate => tryOut({ targetRate })}
      />
      <Slider
        name="floor"
        label={words.floorSlider}
        value={settings.floor}
        max={1}
        step={0.01}
        shown={settings.floor.toFixed(2)}
        onChange={floor => tryOut({ floor })}
      />
      <Slider
        name="minimumGap"
        label={words.minimumGap}
        value={settings.minimumGap}
        max={Math.max(LARGEST_GAP, settings.minimumGap)}
        step={1}
        shown={words.gapUnit(settings.minimumGap)}
        onChange={minimumGap => tryOut({ minimumGap })}
      />
      <label class="why-choice">
        <span>{words.sampler}</span>
        <select
          name="sampler"
          value={settings.sampler}
          onChange={event => tryOut({ sampler: event.currentTarget.value as DecisionSettings['sampler'] })}
        >
          {SAMPLERS.map(name => (
            <option key={name} value={name}>
              {words.samplers[name]}
            </option>
          ))}
        </select>
      </label>
      <details class="why-weights">
        <summary>{words.weights}</summary>
        {SUMMED.map(part => (
          <Slider
            key={part}
            name={part}
            label={nameOf(part)}
            value={settings.weights[part]}
            max={Math.max(1, settings.weights[part])}
            step={0.01}
            shown={settings.weights[part].toFixed(2)}
            onChange={value => tryOut({ weights: { ...settings.weights, [part]: value } })}
          />
        ))}
      </details>
      <Outcome />
      <Buttons />
    </section>
  )
}

interface SliderProperties {
  readonly name: string
  readonly label: string
  readonly value: number
  readonly max: number
  readonly step: number
  /** The value in words. */
  readonly shown: string
  readonly onChange: (value: number) => void
}

function Slider({ name, label, value, max, step, shown, onChange }: SliderProperties) {
  return (
    <label class="why-slider">
      <span>{label}</span>
      <output>{shown}</output>
      <input
        type="range"
        name={name}
        min={0}
        max={max}
        step={step}
        value={value}
        aria-valuetext={shown}
        onInput={event => onChange(event.currentTarget.valueAsNumber)}
      />
    </label>
  )
}

function Buttons() {
  const words = say(whyWords)
  const told = notice.value
  return (
    <>
      <div class="why-buttons">
        <button type="button" class="main" data-do="save" disabled={!isTrying.value} onClick={saveDraft}>
          {words.save}
        </button>
        <button type="button" data-do="discard" disabled={!isTrying.value} onClick={discard}>
          {words.discard}
        </button>
        <button type="button" data-do="reset" class="quiet" disabled={!current.value?.saved} onClick={resetToDefaults}>
          {words.reset}
        </button>
      </div>
      <p class={`why-hint ${told?.kind === 'problem' ? 'why-problem' : ''}`} role="status">
        {told?.kind === 'saved' && words.saved}
        {told?.kind === 'reset' && words.resetDone}
        {told?.kind === 'problem' && told.text} {words.savedWhere}
      </p>
    </>
  )
}
