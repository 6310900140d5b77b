import { it } from 'vitest';
import { readFileSync, writeFileSync } from 'node:fs';
import { readMonoWav } from '../voice/wav.ts';
import { loadFvad } from '../audio/fvad.ts';
import { SpeechDetector } from '../audio/speech-detector.ts';
it('x', async ()=>{
 const src=await loadFvad(); const out:string[]=[];
 for(const f of ['clean','noisy-20','noisy-26','noisy-32','tone','hum','pinkonly','immediate','kal16','slt','rms']) for(const ms of [200,500]){
  let w; try{ w=readMonoWav(readFileSync(`/tmp/emu/${f}.wav`))!;}catch{continue}
  const d=new SpeechDetector(src.create(),{threshold:0.5,silenceMs:ms});
  const t0=performance.now(); const e=[];for(let i=0;i<w.pcm16.length;i+=480)e.push(...d.push(w.pcm16.subarray(i,i+480)));
  out.push(f+' '+ms+' '+w.sampleRateHz+' '+e.map(x=>x.kind[2]+(x.atSample/24000).toFixed(2)).join(' ')+`  ${(w.pcm16.length/24/(performance.now()-t0)).toFixed(0)}x`);
 }
 writeFileSync('/tmp/emu/out.txt',out.join('\n')+'\n');
});
