import { cleanText } from '../../src/text/normalize.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })
const gbk = new TextDecoder('gbk')

/** A file name as text: UTF-8 where its bytes are that, else GBK, which Chinese Windows writes. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return gbk.decode(bytes)
  }
}

/** What a file's name and folders say about its picture; a weak annotation. */
export interface NameWords {
  /** The name in words; empty where it says nothing. */
  readonly title: string
  /** Short words from the name and its folders, without repetition. */
  readonly tags: string[]
}

/** Names that cameras, programs and services give. */
const MACHINE_MADE =
  /^(?:img|dsc|dcim|mmexport|wx[_ ]?camera|wechat|weixin|qq|tim|microsoft|screenshot|screen shot|snipaste|photo|image|pic|picture|file|download|unnamed|untitled|tmp|temp|sticker|emoji|meme|v\d|截图|屏幕截图|截屏|微信图片|微信截图|图片|照片|未命名|新建|下载|表情包?|动画表情)?[\s_().\-\d]*(?:copy|副本|\d)*$/iu
const DIGEST = /^[0-9a-f]{6,}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const LONGEST_TAG = 20
const MOST_TAGS = 12

/** Folders that say nothing of what lies in them. */
const PLAIN_FOLDERS =
  /^(?:\.{0,2}|images?|img|pics?|pictures?|photos?|downloads?|memes?|stickers?|emojis?|gifs?|png|jpe?g|webp|data|assets|static|src|tmp|temp|new|all|misc|others?|图片|表情|表情包|新建文件夹.*|其他|全部|合集|素材)$/iu

/**
 * Reads a path within what was imported, as public sticker collections name their files: `猫/【震惊】瞳孔地震_03.gif` says 瞳孔地震 and is
 * tagged 猫, 震惊, 瞳孔地震. Numbers, digests and the names that cameras give say nothing.
 * @param path with `/` between folders
 */
export function wordsOfName(path: string): NameWords {
  const parts = path.split('/')
  const base = (parts.pop() ?? '').replace(/\.[a-z0-9]{1,5}$/i, '')
  const brackets: string[] = []
  const plain = base.replace(/[[【「『（(《<]([^\]】」』）)》>]{1,20})[\]】」』）)》>]/gu, (_, inside: string) => {
    brackets.push(inside)
    return ' '
  })
  const pieces = piecesOf(plain)
  const folders = parts.filter(part => !PLAIN_FOLDERS.test(part.trim())).flatMap(piecesOf)
  const tags = [...folders, ...brackets.flatMap(piecesOf), ...pieces]
  return {
    title: (pieces.length > 0 ? pieces : brackets.flatMap(piecesOf)).join(' ').slice(0, 100),
    tags: [...new Set(tags)].filter(tag => [...tag].length <= LONGEST_TAG).slice(0, MOST_TAGS),
  }
}

function piecesOf(text: string): string[] {
  const clean = cleanText(text)
  if (MACHINE_MADE.test(clean) || DIGEST.test(clean)) return []
  return clean
    .split(/[\s_\-–—+,，、;；.·~～#&|=]+/u)
    .map(piece => piece.replace(/^\d{1,4}(?=\p{Script=Han})|(?<=\p{Script=Han})\d{1,4}$/gu, ''))
    .filter(
      piece => piece && !MACHINE_MADE.test(piece) && !DIGEST.test(piece) && /\p{Script=Han}|[a-z]{2}/iu.test(piece),
    )
}
