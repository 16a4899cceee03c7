import type { ModelMessage } from '../../src/models/language-model.ts'
import type { Usage } from './provider.ts'

/** An answer of a language model, whole. */
export interface Completion {
  readonly text: string
  /** True where the server says that it declined. */
  readonly refused: boolean
}

/** Something that answers messages: a server, or a model in this process. */
export interface ChatModel {
  readonly name: string
  /**
   * @param schema JSON Schema that the answer should follow, where the model can be held to one
   * @throws DoutuError `language-model` when no answer came after all tries; `bad-setting` when none ever will
   * @throws BudgetSpent
   */
  complete(messages: readonly ModelMessage[], schema: object, signal: AbortSignal): Promise<Completion>
  usage(): Usage
  close(): Promise<void>
}
