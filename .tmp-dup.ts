// makes the dataset on disk + features into JSONL
import {readFileSync,mkdirSync,writeFileSync,appendFileSync,existsSync} from 'node:fs'
import { join } from 'node:path'
import { readManifest, STARTER_FOLDER } from './library/manifest.ts'
import { prepareFonts } from './library/render/fonts.ts'
import { VARIANTS } from './scripts/measure/variants.ts'
import { withOtherLines, withOneOtherCharacter } from './scripts/measure/confusables.ts'
import { seededRandom, seedFrom } from './src/random.ts'
prepareFonts()
const OUT='/tmp/w8dup'; mkdirSync(OUT,{recursive:true})
const memes=readManifest(STARTER_FOLDER)
const part=Number(process.argv[2]), parts=Number(process.argv[3])
for(const [i,m] of memes.entries()){ if(i%parts!==part)continue
  const bytes=readFileSync(join(STARTER_FOLDER,m.file))
  for(const [v,variant] of VARIANTS.entries()){
    const f=join(OUT,`${i}-v${v}`); if(existsSync(f))continue
    const rnd=seededRandom(seedFrom(`${m.slug} ${v}`))
    try{writeFileSync(f,await variant.make(bytes,rnd))}catch(e){console.log('fail',m.slug,variant.name,(e as Error).message)}
  }
  for(let c=0;c<4;c++){const f=join(OUT,`${i}-c${c}`); if(existsSync(f))continue
    const rnd=seededRandom(seedFrom(`${m.slug} c${c}`))
    try{writeFileSync(f,c<2?await withOtherLines(m,memes,rnd):await withOneOtherCharacter(m,rnd))}catch(e){console.log('failc',m.slug,c,(e as Error).message)}
  }
}
