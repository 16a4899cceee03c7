import './strict.ts'
import './tokens.css'
import { render } from 'preact'
import { Shell } from './shell/shell.tsx'

// What is in index.html is there for the first paint only.
const root = document.querySelector('#page')!
root.replaceChildren()
render(<Shell />, root)
