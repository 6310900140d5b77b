/** The names under which the worklets register and the page makes their nodes. */

export const CAPTURE_PROCESSOR = 'sidetone-capture';
export const PLAYBACK_PROCESSOR = 'sidetone-playback';
