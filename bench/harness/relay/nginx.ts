/** nginx as a proxy for WebSockets that puts in the key: one process, its files in a folder of its own, where it is installed. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AUTHORIZATION, PATH, type Spending, type System } from './system.ts';

const START_TIMEOUT_MS = 5000;
const LOOK_MS = 20;

/** Null where nginx is not installed; on Debian it is in /usr/sbin, which is not in everybody's PATH. */
export function nginx(label: string): System | null {
  const program = ['nginx', '/usr/sbin/nginx'].find((name) => spawnSync(name, ['-v']).error === undefined);
  // What it spends is read from /proc.
  if (program === undefined || process.platform !== 'linux') return null;
  return {
    label,
    async start(upstreamPort, { measured }) {
      const folder = mkdtempSync(join(tmpdir(), 'sidetone-bench-nginx-'));
      const port = await freePort();
      const file = join(folder, 'nginx.conf');
      writeFileSync(file, configuration(folder, port, upstreamPort));
      const [command, ...words] = [...measured, program, '-p', folder, '-c', file, '-e', 'stderr'];
      const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
      let printed = '';
      child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
      const stop = async () => {
        child.kill('SIGTERM');
        await exited;
        rmSync(folder, { recursive: true });
      };
      for (const fromMs = performance.now(); !(await answers(port)); await sleep(LOOK_MS)) {
        if (child.exitCode === null && performance.now() - fromMs < START_TIMEOUT_MS) continue;
        await stop();
        throw new Error(`nginx did not start:\n${printed}`);
      }
      return {
        target: { port, path: PATH, headers: {}, authorization: AUTHORIZATION },
        spent: spending(child.pid ?? 0),
        stop,
      };
    },
  };
}

/** All that nginx would write goes into the folder, so that it needs no rights but ours. */
function configuration(folder: string, port: number, upstreamPort: number): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
worker_processes 1;
worker_rlimit_nofile 8192;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 8192; }
http {
  access_log off;
  ${places.map((place) => `${place}_temp_path ${folder}/${place};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    location /v1/realtime {
      proxy_pass http://127.0.0.1:${upstreamPort};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
      proxy_set_header Authorization "${AUTHORIZATION}";
      proxy_read_timeout 120s;
      proxy_send_timeout 120s;
    }
  }
}
`;
}

/** Of a process of Linux, from /proc: it need not help. */
function spending(pid: number): Spending {
  const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout?.toString() || 100);
  return {
    cpuMs() {
      // The fields begin behind the name, which may hold anything; user and system time are the 14th and 15th of all.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Promise.resolve(((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond);
    },
    residentBytes() {
      const kib = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Promise.resolve(Number(kib) * 1024);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (does: boolean) => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
