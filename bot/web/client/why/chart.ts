import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartType,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js'
import { useEffect, useRef } from 'preact/hooks'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
)
Chart.defaults.animation = false
Chart.defaults.maintainAspectRatio = false
Chart.defaults.font.size = 11

/** A colour of the theme by its name in tokens.css. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** Keeps a chart on a canvas, changed in place whenever its configuration is another one. */
export function useChart<Type extends ChartType>(configuration: ChartConfiguration<Type>) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const chart = useRef<Chart<Type>>(undefined)
  useEffect(() => {
    if (!canvas.current) return
    if (!chart.current) {
      chart.current = new Chart(canvas.current, configuration)
      return
    }
    chart.current.data = configuration.data
    if (configuration.options) chart.current.options = configuration.options
    chart.current.update()
  }, [configuration])
  useEffect(
    () => () => {
      chart.current?.destroy()
      chart.current = undefined
    },
    [],
  )
  return canvas
}
