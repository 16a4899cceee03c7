import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { say } from '../locale.ts'
import { shellWords } from './words.ts'

type Load = () => Promise<{ readonly default: ComponentType }>

/** A view whose code and style are fetched when it is first looked at. */
export function LazyView({ load }: { readonly load: Load }) {
  const loaded = useSignal<{ readonly View?: ComponentType; readonly failed?: boolean }>({})
  useEffect(() => {
    load().then(
      ({ default: View }) => {
        loaded.value = { View }
      },
      () => {
        loaded.value = { failed: true }
      },
    )
  }, [load])
  const { View, failed } = loaded.value
  if (View) return <View />
  return (
    <p class="empty" role={failed ? 'alert' : 'status'}>
      {failed ? say(shellWords).failed : say(shellWords).loading}
    </p>
  )
}
