import './shell.css'
import { useEffect } from 'preact/hooks'
import ChatView from '../chat/chat-view.tsx'
import { connect, connection } from '../chat/session.ts'
import { chooseLocale, locale, say } from '../locale.ts'
import { hrefOf, route, VIEWS } from '../route.ts'
import { chooseTheme, THEMES, type Theme, theme } from '../theme.ts'
import { LazyView } from './lazy-view.tsx'
import { shellWords } from './words.ts'

const loadLibrary = () => import('../library/library-view.tsx')
const loadCompare = () => import('../compare/compare-view.tsx')

/** The page's frame: the tabs, the switches, and the view that the address names. */
export function Shell() {
  const { view } = route.value
  useEffect(connect, [])
  return (
    <div class="shell" data-connection={connection.value}>
      <Header />
      <main class={`view view-${view}`}>
        {view === 'chat' && <ChatView />}
        {view === 'library' && <LazyView key="library" load={loadLibrary} />}
        {view === 'compare' && <LazyView key="compare" load={loadCompare} />}
      </main>
    </div>
  )
}

function Header() {
  const words = say(shellWords)
  return (
    <header class="bar">
      <img class="logo" src="/icon.svg" alt="" width="32" height="32" />
      <h1>斗图</h1>
      <nav class="tabs" aria-label={words.navigation}>
        {VIEWS.map(view => (
          <a key={view} href={hrefOf(view)} aria-current={route.value.view === view ? 'page' : undefined}>
            {words.views[view]}
          </a>
        ))}
      </nav>
      <div class="switches">
        <select
          class="theme-switch"
          aria-label={words.theme}
          value={theme.value}
          onChange={event => chooseTheme(event.currentTarget.value as Theme)}
        >
          {THEMES.map(name => (
            <option key={name} value={name}>
              {words.themes[name]}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="language-switch quiet"
          lang={locale.value === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => chooseLocale(locale.value === 'zh' ? 'en' : 'zh')}
        >
          {words.language}
        </button>
      </div>
    </header>
  )
}
