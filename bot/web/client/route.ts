import { signal } from '@preact/signals'

export const VIEWS = ['chat', 'library', 'compare'] as const
export type View = (typeof VIEWS)[number]

/** Where the page is: `#/library?q=加班` is the view `library` with one parameter. */
export interface Route {
  readonly view: View
  readonly parameters: URLSearchParams
}

function read(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  return { view: VIEWS.find(view => view === path) ?? 'chat', parameters: new URLSearchParams(query) }
}

/** The route, as the address bar says it. */
export const route = signal<Route>(read())

addEventListener('hashchange', () => {
  route.value = read()
})

/** The address of a view. */
export function hrefOf(view: View, parameters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(parameters).toString()
  return query ? `#/${view}?${query}` : `#/${view}`
}

/** Goes to a view, or changes its parameters; `replace` leaves no step in the history. */
export function navigate(view: View, parameters: Readonly<Record<string, string>> = {}, replace = false): void {
  if (!replace) {
    location.hash = hrefOf(view, parameters)
    return
  }
  history.replaceState(null, '', hrefOf(view, parameters))
  route.value = read()
}
