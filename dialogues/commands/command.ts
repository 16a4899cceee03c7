import { defineCommand } from 'citty'

/** The generator of dialogues; each of its commands is loaded only when it is called. */
export default defineCommand({
  meta: {
    name: 'dialogues',
    description: '生成、评测、导出带表情包的对话数据 | Make, evaluate, export and view dialogues with memes',
  },
  subCommands: {
    generate: () => import('./generate.ts').then(module => module.default),
    evaluate: () => import('./evaluate.ts').then(module => module.default),
    ablate: () => import('./ablate.ts').then(module => module.default),
    export: () => import('./export.ts').then(module => module.default),
    sheet: () => import('./sheet.ts').then(module => module.default),
    rate: () => import('./rate.ts').then(module => module.default),
    view: () => import('./view.ts').then(module => module.default),
  },
})
