import type { TopLevelSpec } from 'vega-lite'
import { CHART_FONT, prepareChartFont } from './fonts.ts'

/** A Vega-Lite specification without its looks. */
export type ChartSpec = Record<string, unknown>

/** Colours that stay apart for colour-blind readers (Okabe and Ito, 2008), on Discord's dark and light themes alike. */
export const COLOURS = {
  blue: '#0072b2',
  orange: '#d55e00',
  green: '#009e73',
  grey: '#8a8a8a',
  pale: '#c4c4c4',
} as const

/** Pixels per unit: sharp on screens of high density. */
const SCALE = 2

/** Draws a chart as a PNG. Vega is loaded with the first one: it is large, and most processes never draw. */
export async function renderChart(spec: ChartSpec): Promise<Buffer> {
  prepareChartFont()
  const [vega, { compile }, { default: sharp }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('sharp'),
  ])
  measureText(vega)
  const full = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', background: 'white', padding: 14, ...spec }
  const { spec: compiled } = compile({ ...full, config: CONFIG } as unknown as TopLevelSpec)
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' })
  try {
    const svg = await view.toSVG(SCALE)
    return await sharp(Buffer.from(svg)).png({ palette: true }).toBuffer()
  } finally {
    view.finalize()
  }
}

const CONFIG = {
  font: CHART_FONT,
  title: { anchor: 'start', fontSize: 15, subtitleFontSize: 12, subtitleColor: '#555', offset: 10 },
  axis: { gridColor: '#e8e8e8', labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', labelLimit: 220 },
  legend: { orient: 'bottom', title: null, labelFontSize: 12 },
  view: { stroke: null },
}

// Without a canvas Vega takes every character for 0.8 em; Chinese ones are 1 em wide, others about half.
function measureText(vega: object): void {
  const metrics = (vega as { textMetrics: { width(item: { fontSize?: number }, text: unknown): number } }).textMetrics
  metrics.width = (item, text) =>
    [...String(text ?? '')].reduce((sum, character) => sum + (character > '\u2e7f' ? 1 : 0.56), 0) *
    (item.fontSize ?? 11)
}
