import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

/** Colours that stay apart for colour-blind readers (Okabe and Ito, 2008). */
export const COLOURS = {
  blue: '#0072b2',
  orange: '#d55e00',
  green: '#009e73',
  grey: '#767676',
  pale: '#bdbdbd',
  pink: '#cc79a7',
  yellow: '#b98500',
} as const

// Without a canvas Vega guesses 0.8 em for every character, half as much again as these fonts have: margins grow, labels are cut.
const metrics = (vega as unknown as { textMetrics: { width(item: { fontSize?: number }, text: unknown): number } })
  .textMetrics
metrics.width = (item, text) => String(text ?? '').length * 0.53 * (item.fontSize ?? 11)

/** What a plot gives: everything of a Vega-Lite specification but its looks. */
export type PlotSpec = Record<string, unknown> & { readonly title: { text: string; subtitle: string | string[] } }

/** Draws a plot as SVG. */
export async function svgOf(spec: PlotSpec): Promise<string> {
  const full = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 12,
    width: 640,
    height: 300,
    ...spec,
    config: {
      font: 'Helvetica, Arial, sans-serif',
      title: { anchor: 'start', fontSize: 15, subtitleFontSize: 12, subtitleColor: '#555', offset: 12 },
      axis: { gridColor: '#e8e8e8', labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal' },
      legend: { orient: 'bottom', title: null, labelFontSize: 11, labelLimit: 300 },
      view: { stroke: null },
    },
  }
  const view = new vega.View(vega.parse(compile(full as unknown as TopLevelSpec).spec), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return svg
}
