/**
 * Runs in a worker thread: flite, a speech synthesiser compiled to WASI, one call a sentence, on a file system that is one buffer in
 * memory. Imported as text and evaluated, so that it works the same from source, through Vite and from a bundle; hence CommonJS, and
 * no import of ours.
 *
 * In: `{ id, args }`. Out: `{ id, wav }` (the buffer is transferred) or `{ id, error }`.
 */

/* oxlint-disable no-underscore-dangle -- WASI's entry is called that */

const { parentPort, workerData } = require('node:worker_threads');

const WASI_OK = 0;
const WASI_BADF = 8;
const WASI_SPIPE = 70;
const ROOT_FD = 3;
const FILE_FD = 4;

/** Thrown to unwind when the program calls `proc_exit`. */
class Exit extends Error {
  /** @param {number} code */
  constructor(code) {
    super(`the synthesiser ended with code ${code}`);
    this.code = code;
  }
}

/**
 * @param {WebAssembly.Module} module
 * @param {string[]} args
 * @returns {Uint8Array<ArrayBuffer>} what the program wrote to its output file
 */
function run(module, args) {
  const texts = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  let file = new Uint8Array(1 << 18);
  let size = 0;
  let position = 0;
  let printed = '';
  /** @type {WebAssembly.Memory} */
  let memory;
  const view = () => new DataView(memory.buffer);
  const bytes = () => new Uint8Array(memory.buffer);
  /** @type {(at: number, value: number) => void} */
  const put32 = (at, value) => view().setUint32(at, value, true);
  /** @type {(at: number, value: number) => void} */
  const put64 = (at, value) => view().setBigUint64(at, BigInt(value), true);

  /** @type {(piece: Uint8Array) => void} */
  const writeFile = (piece) => {
    if (position + piece.length > file.length) {
      const larger = new Uint8Array(Math.max(file.length * 2, position + piece.length));
      larger.set(file);
      file = larger;
    }
    file.set(piece, position);
    position += piece.length;
    size = Math.max(size, position);
  };

  /** @type {Record<string, (...args: never[]) => number>} The thirteen calls that this program imports. */
  const wasi = {
    /** @type {(list: number, texts: number) => number} */
    args_get(list, at) {
      for (const text of texts) {
        put32(list, at);
        bytes().set(text, at);
        list += 4;
        at += text.length;
      }
      return WASI_OK;
    },
    /** @type {(count: number, length: number) => number} */
    args_sizes_get(count, length) {
      put32(count, texts.length);
      put32(
        length,
        texts.reduce((sum, text) => sum + text.length, 0),
      );
      return WASI_OK;
    },
    /** @type {(clock: number, precision: bigint, at: number) => number} Time stands still: the voice must not depend on it. */
    clock_time_get(_clock, _precision, at) {
      put64(at, 0);
      return WASI_OK;
    },
    fd_close: () => WASI_OK,
    /** @type {(fd: number, at: number) => number} */
    fd_fdstat_get(fd, at) {
      bytes().fill(0, at, at + 24);
      // File type: 3 directory, 4 regular file, 2 character device. All rights.
      bytes()[at] = fd === ROOT_FD ? 3 : fd === FILE_FD ? 4 : 2;
      view().setBigUint64(at + 8, 0xffff_ffff_ffff_ffffn, true);
      view().setBigUint64(at + 16, 0xffff_ffff_ffff_ffffn, true);
      return WASI_OK;
    },
    fd_fdstat_set_flags: () => WASI_OK,
    /** @type {(fd: number, at: number) => number} */
    fd_prestat_get(fd, at) {
      if (fd !== ROOT_FD) return WASI_BADF;
      put32(at, 0);
      put32(at + 4, 1);
      return WASI_OK;
    },
    /** @type {(fd: number, at: number) => number} */
    fd_prestat_dir_name(_fd, at) {
      bytes()[at] = '.'.charCodeAt(0);
      return WASI_OK;
    },
    /** @type {(fd: number, vectors: number, count: number, at: number) => number} Every file reads as empty. */
    fd_read(_fd, _vectors, _count, at) {
      put32(at, 0);
      return WASI_OK;
    },
    /** @type {(fd: number, offset: bigint, whence: number, at: number) => number} */
    fd_seek(fd, offset, whence, at) {
      if (fd !== FILE_FD) return WASI_SPIPE;
      position = (whence === 0 ? 0 : whence === 1 ? position : size) + Number(offset);
      put64(at, position);
      return WASI_OK;
    },
    /** @type {(fd: number, vectors: number, count: number, at: number) => number} */
    fd_write(fd, vectors, count, at) {
      let total = 0;
      for (let index = 0; index < count; index += 1) {
        const from = view().getUint32(vectors + 8 * index, true);
        const length = view().getUint32(vectors + 8 * index + 4, true);
        const piece = bytes().subarray(from, from + length);
        if (fd === FILE_FD) writeFile(piece);
        else printed += new TextDecoder().decode(piece);
        total += length;
      }
      put32(at, total);
      return WASI_OK;
    },
    /** @type {(...args: number[]) => number} The only file that is opened is the output. */
    path_open(...given) {
      position = 0;
      size = 0;
      put32(given[8] ?? 0, FILE_FD);
      return WASI_OK;
    },
    /** @type {(code: number) => never} */
    proc_exit(code) {
      throw new Exit(code);
    },
  };

  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi });
  memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
  try {
    /** @type {() => void} */ (instance.exports._start)();
  } catch (error) {
    if (!(error instanceof Exit) || error.code !== 0) throw error;
  }
  if (size === 0) throw new Error(`the synthesiser wrote no audio${printed ? `: ${printed.trim()}` : ''}`);
  return file.slice(0, size);
}

const compiled = require('node:fs/promises').readFile(workerData.wasmPath).then(WebAssembly.compile);
// A failure is reported by the first request, not as a rejection that nobody handles.
compiled.catch(() => undefined);

const port = parentPort;
if (port === null) throw new Error('this file runs in a worker thread');
port.on('message', (/** @type {{ id: number, args: string[] }} */ { id, args }) => {
  compiled
    .then((module) => {
      const wav = run(module, args);
      return port.postMessage({ id, wav }, [wav.buffer]);
    })
    .catch((/** @type {unknown} */ error) => {
      port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    });
});
