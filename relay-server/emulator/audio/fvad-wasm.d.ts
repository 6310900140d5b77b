/** The WebAssembly build of libfvad ships no types; these are the calls that `fvad.ts` makes. */
declare module '@echogarden/fvad-wasm' {
  interface FvadModule {
    readonly HEAP16: Int16Array;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    /** 0 when out of memory. */
    _fvad_new(): number;
    _fvad_free(handle: number): void;
    /** 0 or −1. */
    _fvad_set_mode(handle: number, mode: number): number;
    _fvad_set_sample_rate(handle: number, hz: number): number;
    /** 1 speech, 0 none, −1 bad frame length. */
    _fvad_process(handle: number, pointer: number, samples: number): number;
  }
  export default function fvad(options?: object): Promise<FvadModule>;
}
