import { defineWords } from '../locale.ts'

export const shellWords = defineWords(
  {
    views: { chat: '聊天', library: '表情库', compare: '对比' },
    navigation: '页面',
    language: 'English',
    themes: { auto: '自动', light: '浅色', dark: '深色' },
    theme: '外观',
    loading: '正在打开…',
    failed: '这一页没能打开，请刷新。',
    problems: {
      'bad-request': '这个请求服务器看不懂，请刷新页面。',
      'too-long': '太长了，一条最多 4000 字。',
      empty: '这条是空的。',
      failed: '服务器出了点问题，再试一次。',
      away: '连不上服务器，看看它还开着吗。',
    } as Record<string, string>,
  },
  {
    views: { chat: 'Chat', library: 'Library', compare: 'Compare' },
    navigation: 'Views',
    language: '中文',
    themes: { auto: 'Auto', light: 'Light', dark: 'Dark' },
    theme: 'Theme',
    loading: 'Opening…',
    failed: 'This view could not be opened; please reload.',
    problems: {
      'bad-request': 'The server does not understand this request; please reload the page.',
      'too-long': 'Too long: a message has at most 4000 characters.',
      empty: 'This message is empty.',
      failed: 'Something went wrong at the server; please try again.',
      away: 'The server cannot be reached; is it still running?',
    },
  },
)
