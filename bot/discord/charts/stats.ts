import type { Locale } from '../../../src/pipeline/reasons.ts'
import { type ChartSpec, COLOURS } from './render.ts'

/** What is known of one channel: rates are memes per human message. */
export interface ChannelFigures {
  readonly name: string
  readonly messages: number
  readonly memes: number
  readonly target: number
  /** Human messages from each meme to the next. */
  readonly gaps: readonly number[]
}

/** Channels and gaps that a chart has room for. */
const CHANNELS = 12
const LONGEST_GAP = 60

/** Rates against their targets, and how far apart memes came. */
export function statsChart(channels: readonly ChannelFigures[], locale: Locale): ChartSpec {
  const zh = locale === 'zh'
  return { vconcat: [rates(channels, zh), spacing(channels, zh)] }
}

function rates(channels: readonly ChannelFigures[], zh: boolean): ChartSpec {
  const rows = [...channels]
    .sort((a, b) => b.messages - a.messages)
    .slice(0, CHANNELS)
    .map(({ name, messages, memes, target }) => ({ name, rate: messages > 0 ? memes / messages : 0, target }))
  const y = { field: 'name', type: 'nominal', sort: null, axis: { title: null } }
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    axis: { title: zh ? '每条消息的表情数' : 'memes per message', format: '.0%' },
  })
  return {
    title: { text: zh ? '各频道的频率' : 'Rate by channel', subtitle: zh ? '竖线是目标' : 'The tick is the target' },
    width: 420,
    height: { step: 24 },
    data: { values: rows },
    layer: [
      { mark: { type: 'bar', cornerRadiusEnd: 3, color: COLOURS.blue }, encoding: { y, x: x('rate') } },
      { mark: { type: 'tick', color: COLOURS.orange, thickness: 3 }, encoding: { y, x: x('target') } },
    ],
  }
}

function spacing(channels: readonly ChannelFigures[], zh: boolean): ChartSpec {
  const values = channels.flatMap(({ gaps }) => gaps.map(gap => ({ gap: Math.min(gap, LONGEST_GAP) })))
  return {
    title: { text: zh ? '两张表情之间隔了几条消息' : 'Messages between two memes' },
    width: 420,
    height: 130,
    data: { values },
    mark: { type: 'bar', color: COLOURS.green },
    encoding: {
      x: {
        field: 'gap',
        type: 'quantitative',
        bin: { maxbins: 20 },
        axis: { title: zh ? `消息数（${LONGEST_GAP} 以上算在一起）` : `messages (${LONGEST_GAP} and more together)` },
      },
      y: { aggregate: 'count', type: 'quantitative', axis: { title: zh ? '次数' : 'times', tickMinStep: 1 } },
    },
  }
}
