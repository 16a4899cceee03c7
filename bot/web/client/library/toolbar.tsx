import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type CriteriaInput, FACET_NAMES, SORTS } from '../../library/protocol.ts'
import { say } from '../locale.ts'
import { Choice } from './choice.tsx'
import { criteria, lookFor, overview, total } from './gallery.ts'
import { libraryWords } from './words.ts'

const TYPING_MILLISECONDS = 220

/** Looks for the same with something changed; what is undefined is no criterion any more. */
function change(part: { readonly [Name in keyof CriteriaInput]?: CriteriaInput[Name] | undefined }): void {
  const entries = Object.entries({ ...criteria.value, ...part }).filter(
    ([, value]) => value !== undefined && value !== '',
  )
  lookFor(Object.fromEntries(entries) as CriteriaInput)
}

/** The search, how many were found, and the filters. */
export function Toolbar() {
  const words = say(libraryWords)
  const isOpen = useSignal(false)
  const { q, by = 'both' } = criteria.value
  const filtered = Object.keys(criteria.value).filter(name => !['q', 'by', 'sort'].includes(name)).length
  return (
    <search class="library-toolbar">
      <div class="library-search">
        <SearchBox label={words.search} value={q ?? ''} change={text => change({ q: text })} id="library-search" />
        {q && (
          <Choice
            label={words.by.label}
            value={by}
            options={[
              ['both', words.by.both],
              ['words', words.by.words],
              ['meaning', words.by.meaning],
            ]}
            choose={next => change({ by: next })}
          />
        )}
        <button type="button" aria-expanded={isOpen.value} aria-controls="library-filters" onClick={() => toggleOpen()}>
          {words.filters}
          {filtered > 0 && ` · ${filtered}`}
        </button>
        {!q && (
          <Choice
            label={words.sort}
            value={criteria.value.sort ?? 'newest'}
            options={SORTS.map(sort => [sort, words.sorts[sort]] as const)}
            choose={sort => change({ sort })}
          />
        )}
        <output class="library-count">
          {total.value === undefined ? '' : q ? words.found(total.value) : words.count(total.value)}
        </output>
      </div>
      {isOpen.value && <Filters />}
    </search>
  )

  function toggleOpen(): void {
    isOpen.value = !isOpen.value
  }
}

function Filters() {
  const words = say(libraryWords)
  const { state, rating, origin, motion = 'any', tag, scope, library, facet, text } = criteria.value
  const counts = overview.value
  const counted = (names: Readonly<Record<string, number>> = {}, label: (name: string) => string = name => name) => [
    ['', words.all] as const,
    ...Object.entries(names).map(([name, count]) => [name, `${label(name)} (${count})`] as const),
  ]
  const only = (value: string | readonly string[] | undefined) => (typeof value === 'string' ? value : '')
  return (
    <div class="library-filters" id="library-filters">
      <Choice
        label={words.state}
        value={only(state)}
        options={counted(counts?.states, name => words.states[name as keyof typeof words.states])}
        choose={next => change({ state: (next || undefined) as CriteriaInput['state'] })}
      />
      <Choice
        label={words.rating}
        value={only(rating)}
        options={counted(counts?.ratings, name => words.ratings[name as keyof typeof words.ratings])}
        choose={next => change({ rating: (next || undefined) as CriteriaInput['rating'] })}
      />
      <Choice
        label={words.motion}
        value={motion}
        options={(['any', 'still', 'moving'] as const).map(name => [name, words.motions[name]] as const)}
        choose={next => change({ motion: next === 'any' ? undefined : next })}
      />
      <Choice
        label={words.origin}
        value={only(origin)}
        options={counted(counts?.origins, name => words.origins[name as keyof typeof words.origins])}
        choose={next => change({ origin: (next || undefined) as CriteriaInput['origin'] })}
      />
      <Choice
        label={words.tag}
        value={tag ?? ''}
        options={counted(counts?.tags)}
        choose={next => change({ tag: next || undefined })}
      />
      <Choice
        label={words.scope}
        value={scope ?? ''}
        options={counted(counts?.scopes, name =>
          name === 'global' ? words.global : words.guild(name.replace(/^guild:/, '')),
        )}
        choose={next => change({ scope: next || undefined })}
      />
      <Choice
        label={words.library}
        value={library ?? ''}
        options={counted(counts?.libraries, name => words.libraries[name] ?? name)}
        choose={next => change({ library: next || undefined })}
      />
      <Choice
        label={words.facet}
        value={facet ?? ''}
        options={[
          ['', words.anyFacet],
          ...FACET_NAMES.map(name => [name, words.facets[name]!.split(/[：:]/)[0]!] as const),
        ]}
        choose={next => change({ facet: (next || undefined) as CriteriaInput['facet'] })}
      />
      <SearchBox label={words.facetText} value={text ?? ''} change={next => change({ text: next })} />
      <button type="button" class="quiet" onClick={() => lookFor(criteria.value.q ? { q: criteria.value.q } : {})}>
        {words.clearFilters}
      </button>
    </div>
  )
}

interface SearchBoxProps {
  readonly label: string
  readonly value: string
  readonly change: (text: string) => void
  readonly id?: string
}

/** A box that searches once a person pauses in typing, and never in the middle of composing a character. */
function SearchBox({ label, value, change: found, id }: SearchBoxProps) {
  const box = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (document.activeElement !== box.current && box.current) box.current.value = value
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const later = (isComposing: boolean) => {
    clearTimeout(timer.current)
    if (!isComposing) timer.current = setTimeout(() => found(box.current?.value.trim() ?? ''), TYPING_MILLISECONDS)
  }
  return (
    <input
      ref={box}
      id={id}
      type="search"
      maxLength={400}
      placeholder={label}
      aria-label={label}
      defaultValue={value}
      onInput={event => later(event.isComposing)}
      onCompositionEnd={() => later(false)}
    />
  )
}
