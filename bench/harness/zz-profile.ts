import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { MeasuredBrowser } from './browser.ts';
import { startScriptedServer } from './scripted-server.ts';
import { fillLog } from './full-log.ts';
const mode = process.argv[2] ?? 'live';
const server = await startScriptedServer();
const child = spawn(process.execPath, ['/tmp/b/dist-server/main.js'], { cwd: '/tmp/b', env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: server.baseUrl } });
child.stderr.on('data', (d) => process.stderr.write(d));
const url = await new Promise<string>((r) => { let s = ''; child.stdout.on('data', (d) => { s += d; const m = /http:\/\/127\.0\.0\.1:\d+/.exec(s); if (m) r(m[0]); }); });
const b = await MeasuredBrowser.launch();
const m = await b.open(url, { tap: false });
const ready = server.ask('ready', {});
await m.page.getByRole('button', { name: 'Connect', exact: true }).click();
await ready; await sleep(1500); await m.takeLongTasks();
const cdp = await m.page.context().newCDPSession(m.page);
await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 500 });
if (process.argv[3] !== 'noprof') await cdp.send('Profiler.start');
await cdp.send('Performance.enable'); const get = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(x => [x.name, x.value])); const g0 = await get();
const a = await m.spent(); const t = performance.now();
if (mode === 'live') { await server.ask('speak', { leadDeltas: 10, withTranscript: true }); await sleep(10000); }
else if (mode === 'hide') {
  await server.ask('speak', { leadDeltas: 10, withTranscript: true });
  const look = async (label: string) => { const a = await m.spent(); const g = await get(); const t = performance.now(); await sleep(5000); const z = await m.spent(); const h = await get(); const dt = (performance.now() - t) / 1000; console.log(label, 'busy', ((z.taskSeconds - a.taskSeconds) / dt * 100).toFixed(1), 'cpu', ((z.cpuSeconds - a.cpuSeconds) / dt * 100).toFixed(1), 'layouts/s', ((h.LayoutCount! - g.LayoutCount!) / dt).toFixed(0)); };
  await look('all');
  for (const name of ['Event log', 'Waveform', 'Transcript', 'Session']) {
    const found = await m.page.evaluate((n) => { const e = [...document.querySelectorAll('section,[role=region]')].find((x) => x.getAttribute('aria-label') === n || (x.getAttribute('aria-labelledby') && document.getElementById(x.getAttribute('aria-labelledby')!)?.textContent === n)) as HTMLElement | undefined; if (e) { e.style.display = 'none'; e.id = 'zz-hidden'; } return !!e; }, name);
    await look('without ' + name + ' ' + found);
    await m.page.evaluate(() => { const e = document.getElementById('zz-hidden'); if (e) { e.style.display = ''; e.removeAttribute('id'); } });
  }
  await m.page.evaluate(() => { (document.body.firstElementChild as HTMLElement).style.display = 'none'; }); await look('without everything');
}
else if (mode === 'miconly') { await sleep(10000); }
else { const r = await fillLog(server, m, 10000); console.log('burst', r.shownMs, JSON.stringify(r.longTasks.map((x) => Math.round(x.durationMs)))); }
const z = await m.spent(); const g1 = await get(); console.log(['LayoutCount','RecalcStyleCount','LayoutDuration','RecalcStyleDuration','ScriptDuration','TaskOtherDuration','TaskDuration','Nodes','LayoutObjects'].map(k => k+' '+(g1[k]!-g0[k]!).toFixed(3)).join(' | ')); const dt = (performance.now() - t) / 1000;
console.log('busy', ((z.taskSeconds - a.taskSeconds) / dt * 100).toFixed(1), 'cpu', ((z.cpuSeconds - a.cpuSeconds) / dt * 100).toFixed(1), 'long', JSON.stringify((await m.takeLongTasks()).map((x) => Math.round(x.durationMs))));
if (process.argv[3] !== 'noprof') {
const { profile } = await cdp.send('Profiler.stop');
writeFileSync('/tmp/profile.json', JSON.stringify(profile));
const self = new Map<string, number>(); const byId = new Map(profile.nodes.map((n) => [n.id, n])); const parent = new Map<number, number>();
for (const n of profile.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
const incl = new Map<string, number>();
profile.samples!.forEach((id, i) => { const d = profile.timeDeltas![i]!; const name = (n: any) => `${n.callFrame.functionName || '(anon)'} ${n.callFrame.url.split('/').pop()}:${n.callFrame.lineNumber}`; const n = byId.get(id)!; self.set(name(n), (self.get(name(n)) ?? 0) + d); const seen = new Set<string>(); for (let k: number | undefined = id; k !== undefined; k = parent.get(k)) { const nm = name(byId.get(k)); if (!seen.has(nm)) { seen.add(nm); incl.set(nm, (incl.get(nm) ?? 0) + d); } } });
const top = (mm: Map<string, number>, n: number) => [...mm].sort((x, y) => y[1] - x[1]).slice(0, n).map(([k, v]) => `${(v / 1e4 / dt).toFixed(1)}%  ${k}`).join('\n');
console.log('SELF\n' + top(self, 28)); console.log('INCL\n' + top(incl, 40));
}
await b.close(); child.kill(); await server.stop();
