import {readFileSync,existsSync,writeFileSync} from 'node:fs'
import { join } from 'node:path'
import { readManifest, STARTER_FOLDER } from './library/manifest.ts'
import { openReader } from './library/read/reader.ts'
import { openPool } from './library/worker/pool.ts'
import { VARIANTS } from './scripts/measure/variants.ts'
const OUT='/tmp/w8dup'
const memes=readManifest(STARTER_FOLDER)
const reader=openReader({workers:2})
const pool=openPool<any,any>({entry:new URL('./library/import/worker.ts',import.meta.url),size:2,timeoutMilliseconds:30000,maximumRss:1e9,packages:['sharp']})
const limit=Number(process.argv[2]??1e9)
async function read(path:string,key:string){const f=join(OUT,'r-'+key);if(existsSync(f))return JSON.parse(readFileSync(f,'utf8'));const r=await reader.read(readFileSync(path));writeFileSync(f,JSON.stringify(r));return r}
const rows:any[]=[]
let n=0
async function one(i:number){const m=memes[i]!
  const base=join(STARTER_FOLDER,m.file)
  const baseImg={bytes:readFileSync(base),reading:await read(base,`${i}-base`)}
  const load=async(k:string)=>{const p=join(OUT,`${i}-${k}`);return existsSync(p)?{bytes:readFileSync(p),reading:await read(p,`${i}-${k}`)}:undefined}
  const vs=[];for(let v=0;v<VARIANTS.length;v++){const x=await load('v'+v);vs.push(x);if(x)try{rows.push({label:1,kind:VARIANTS[v]!.name,slug:m.slug,...(await pool.run({kind:'compare',first:baseImg,second:x})).evidence})}catch(e){console.log('err',m.slug,v,(e as Error).message)}}
  for(let c=0;c<4;c++){const x=await load('c'+c);if(!x)continue
    for(const [nm,o] of [['base',baseImg],['v'+(i+c)%15,vs[(i+c)%15]]] as const){if(!o)continue;try{rows.push({label:0,kind:(c<2?'other lines ':'one character ')+nm,slug:m.slug,...(await pool.run({kind:'compare',first:o,second:x})).evidence})}catch(e){console.log('err',m.slug,c,(e as Error).message)}}}
  if(++n%10===0)console.log(n,new Date().toISOString())
}
const q=memes.map((_,i)=>i).filter(i=>i<limit);await Promise.all([0,1,2].map(async()=>{for(let i=q.shift();i!==undefined;i=q.shift())await one(i)}))
writeFileSync('/tmp/w8dup-rows.json',JSON.stringify(rows));console.log('rows',rows.length)
await reader.close();await pool.close()
