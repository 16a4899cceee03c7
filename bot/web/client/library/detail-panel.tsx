import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type Detail, imageOf, thumbnailOf } from '../../library/protocol.ts'
import { locale, say } from '../locale.ts'
import { act } from './actions.ts'
import { Choice } from './choice.tsx'
import { detail, detailProblem, saveChange } from './edit.ts'
import { Field } from './field.tsx'
import { History } from './history.tsx'
import { libraryWords } from './words.ts'

interface PanelProps {
  readonly id: string
  readonly close: () => void
  readonly open: (id: string) => void
}

/** Everything about one meme, each part of it changed where it stands. */
export function DetailPanel({ id, close, open }: PanelProps) {
  const words = say(libraryWords)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    panel.current?.focus()
    panel.current?.scrollTo({ top: 0 })
  }, [id])
  const meme = detail.value?.id === id ? detail.value : undefined
  return (
    <aside
      class="library-detail"
      aria-label={words.detail}
      ref={panel}
      tabIndex={-1}
      onKeyDown={event => event.key === 'Escape' && close()}
    >
      <div class="library-detail-head">
        <h2>{meme ? meme.caption || words.noCaption : words.detail}</h2>
        <button type="button" class="quiet" onClick={close}>
          {words.close}
        </button>
      </div>
      {detailProblem.value && <p role="alert">{detailProblem.value}</p>}
      {meme && <Body key={meme.id} meme={meme} open={open} />}
    </aside>
  )
}

function Body({ meme, open }: { readonly meme: Detail; readonly open: (id: string) => void }) {
  const words = say(libraryWords)
  return (
    <>
      <Picture meme={meme} />
      {!meme.present && <p class="library-wrong">{words.missingImage}</p>}
      {!meme.embedded && <p class="library-wrong">{words.notEmbedded}</p>}
      <StateButtons meme={meme} />
      <p class="library-note">{words.editHelp}</p>
      <Facets meme={meme} />
      <Neighbours meme={meme} open={open} />
      <Usage meme={meme} />
      <About meme={meme} />
      <History edits={meme.edits} />
    </>
  )
}

const wantsLittleMotion = matchMedia('(prefers-reduced-motion: reduce)')

function Picture({ meme }: { readonly meme: Detail }) {
  const words = say(libraryWords)
  const isMoving = useSignal(!wantsLittleMotion.matches)
  const { id, caption, width, height, frames } = meme
  return (
    <figure class="library-picture">
      <img
        src={isMoving.value || frames === 1 ? imageOf(id) : thumbnailOf(id)}
        alt={caption || words.noCaption}
        width={width}
        height={height}
      />
      {frames > 1 && (
        <button type="button" aria-pressed={isMoving.value} onClick={() => toggleMotion()}>
          {isMoving.value ? words.pause : words.play}
        </button>
      )}
    </figure>
  )

  function toggleMotion(): void {
    isMoving.value = !isMoving.value
  }
}

function StateButtons({ meme: { id, state } }: { readonly meme: Detail }) {
  const words = say(libraryWords)
  const isPutAway = state === 'blocked' || state === 'deleted'
  const actions = isPutAway ? (['restore'] as const) : (['approve', 'block', 'delete'] as const)
  return (
    <div class="library-states">
      <span class={`library-mark library-state-${state}`}>{words.states[state]}</span>
      {actions
        .filter(action => !(action === 'approve' && state === 'approved'))
        .map(action => (
          <button
            key={action}
            type="button"
            class={action === 'block' || action === 'delete' ? 'danger' : 'main'}
            onClick={() => act(action, [id])}
          >
            {words.actions[action]}
          </button>
        ))}
    </div>
  )
}

const TEXTS = ['scenario', 'unsuitable', 'emotion', 'motivation'] as const

function Facets({ meme }: { readonly meme: Detail }) {
  const words = say(libraryWords)
  const { id, annotation, tags, rating } = meme
  const label = (name: string) => words.facets[name]!
  const tagsOf = (text: string) =>
    text
      .split(/[,，、]/)
      .map(tag => tag.trim())
      .filter(Boolean)
  return (
    <div class="library-facets">
      <Field label={label('caption')} value={meme.caption} save={caption => saveChange(id, { caption })} />
      {TEXTS.map(name => (
        <Field
          key={name}
          label={label(name)}
          value={annotation[name]}
          save={text => saveChange(id, { [name]: text })}
        />
      ))}
      <fieldset>
        <legend>{label('examples')}</legend>
        {annotation.examples.map((example, index) => (
          <Field
            key={index}
            label={words.example(index + 1)}
            value={example}
            isLine
            isLabelHidden
            save={text => saveChange(id, { examples: annotation.examples.with(index, text) })}
          />
        ))}
      </fieldset>
      <Field
        label={label('tags')}
        value={tags.join('，')}
        isLine
        save={text => saveChange(id, { tags: tagsOf(text) })}
      />
      <Choice
        label={label('rating')}
        value={rating}
        options={(['safe', 'sensitive', 'blocked'] as const).map(name => [name, words.ratings[name]] as const)}
        choose={next => void saveChange(id, { rating: next })}
      />
      <Field label={label('scope')} value={meme.scope} isLine save={scope => saveChange(id, { scope })} />
      <Field label={label('source')} value={meme.source} isLine save={source => saveChange(id, { source })} />
      <Field label={label('licence')} value={meme.licence} isLine save={licence => saveChange(id, { licence })} />
    </div>
  )
}

function Neighbours({ meme, open }: { readonly meme: Detail; readonly open: (id: string) => void }) {
  const words = say(libraryWords)
  if (meme.neighbours.length === 0) return null
  return (
    <section>
      <h3>{words.neighbours}</h3>
      <ul class="library-neighbours">
        {meme.neighbours.map(({ item, similarity }) => (
          <li key={item.id}>
            <button type="button" onClick={() => open(item.id)}>
              <img src={thumbnailOf(item.id)} alt={item.caption || words.noCaption} width="76" height="76" />
              <small>{words.alike(Math.round(Math.max(0, similarity) * 100))}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Usage({ meme: { usage, feedback } }: { readonly meme: Detail }) {
  const words = say(libraryWords)
  const reactions = [
    ['👍', feedback.up],
    ['👎', feedback.down],
    [words.another, feedback.another],
    [words.removed, feedback.deleted],
  ] as const
  const given = reactions.filter(([, count]) => count > 0)
  return (
    <section>
      <h3>{words.usage}</h3>
      <p>
        {usage.sent === 0 ? words.neverSent : words.sent(usage.sent, usage.channels)}
        {usage.last !== null && ` · ${words.lastSent(new Date(usage.last).toLocaleString(locale.value))}`}
      </p>
      <p>
        {words.reactions}{' '}
        {given.length === 0 ? words.noReactions : given.map(([name, count]) => `${name} ${count}`).join(' · ')}
      </p>
    </section>
  )
}

function About({ meme }: { readonly meme: Detail }) {
  const words = say(libraryWords)
  const { id, slug, library, width, height, frames, mime, origin, names } = meme
  return (
    <section>
      <h3>{words.about}</h3>
      <p>
        {slug} · {words.libraries[library] ?? library} · {width} × {height} · {mime.replace('image/', '')}
        {frames > 1 && ` · ${words.frames(frames)}`}
      </p>
      <p>
        {words.origin} {words.origins[origin]} ·{' '}
        <a href={imageOf(id)} target="_blank" rel="noreferrer">
          {words.openImage}
        </a>
      </p>
      {names.length > 0 && (
        <p>
          {words.names} {names.join(' / ')}
        </p>
      )}
    </section>
  )
}
