import type { Interactions } from '../interactions.ts'
import type { State } from '../model/state.ts'
import { doing } from './doing.ts'
import { interacting } from './interacting.ts'
import { making } from './making.ts'

/** The driver: makes a world and acts in it; see ../README.md. */
export const makeWorld = (state: State, interactions: Interactions) => ({
  ...making(state),
  ...doing(state),
  ...interacting(state, interactions),
})

export type World = ReturnType<typeof makeWorld>
