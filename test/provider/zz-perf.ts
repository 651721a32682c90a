import {spawn} from 'node:child_process';
import OpenAI from 'openai';
import { openEndpoint } from '/work/main/src/provider/openai.ts';
import { networkFetch } from '/work/main/src/provider/endpoint-fetch.ts';
const p=spawn(process.execPath,['--import','tsx','test/support/scripted-endpoint-process.ts'],{cwd:'/work/main',stdio:['pipe','pipe','inherit']});
const base=String(await new Promise(r=>p.stdout.once('data',d=>r(d)))).trim();
const http=networkFetch({connectMs:10000});
const ep=openEndpoint({label:'x',baseUrl:base,apiKey:'sk-CANARY123',http,timeouts:{connect:10e3,firstToken:120e3,idle:60e3,total:900e3}});
const SIG=new AbortController().signal;const sdk=new OpenAI({apiKey:'k',baseURL:base,maxRetries:0});
const [mode,model,W]=[process.argv[2],process.argv[3]!,+process.argv[4]!];
const body={model,messages:[{role:'user',content:'hi'}],stream:true,stream_options:{include_usage:true}};
async function one(){let t='';
 if(mode==='sdk'){for await(const c of await sdk.chat.completions.create(body as never) as any)t+=c.choices[0]?.delta?.content??'';}
 else {await ep.chat({body,signal:SIG,sink:{opened(){},text(d){t+=d},reasoning(){}}})}
 if(!t.endsWith('word59'))throw new Error(t)}
async function many(n:number){let i=0;await Promise.all(Array.from({length:W},async()=>{while(i++<n)await one()}))}
await many(200);
for(let k=0;k<3;k++){const c=process.cpuUsage();const t=performance.now();await many(500);const d=process.cpuUsage(c);console.log(mode,model,((d.user+d.system)/1000/500).toFixed(2),'ms cpu; wall',(performance.now()-t).toFixed(0))}
p.kill();process.exit();
