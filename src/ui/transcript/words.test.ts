import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageItem, toolCallItem } from '../../../tests/support/items.ts';
import type { Heard } from '../../session/types.ts';
import {
  announcement,
  callSignature,
  callState,
  interruptionNote,
  placeholder,
  spokenText,
  transcriptionFailure,
} from './words.ts';

const playing: Heard = {
  receivedSamples: 48_000,
  heardSamples: 24_000,
  heardChars: 5,
  complete: false,
  interrupted: null,
  truncatedAtMs: null,
  lateSamples: 0,
};

function answer(heard: Heard | null, text = 'Hello there') {
  return messageItem({ role: 'assistant', text, heard });
}

describe('what was heard', () => {
  it('splits an answer that is playing at what was heard', () => {
    expect(spokenText(answer(playing))).toEqual({ heard: 'Hello', rest: ' there', restIs: 'coming' });
  });

  it('shows an answer whole once it was played to its end', () => {
    const over = { ...playing, complete: true, heardSamples: 48_000 };
    expect(spokenText(answer(over))).toEqual({ heard: 'Hello there', rest: '', restIs: 'none' });
  });

  it('keeps the rest of an interrupted answer as cut', () => {
    const cut: Heard = { ...playing, complete: true, interrupted: 'speech' };
    expect(spokenText(answer(cut))).toEqual({ heard: 'Hello', rest: ' there', restIs: 'cut' });
  });

  it('shows text that was never spoken whole', () => {
    expect(spokenText(answer(null)).heard).toBe('Hello there');
  });

  it('never loses or repeats a letter', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: -5, max: 60 }),
        fc.boolean(),
        (text, heardChars, interrupted) => {
          const parts = spokenText(
            answer({ ...playing, heardChars, interrupted: interrupted ? 'stop' : null }, text),
          );
          expect(parts.heard + parts.rest).toBe(text);
          expect(parts.restIs === 'none').toBe(parts.rest === '');
        },
      ),
    );
  });

  it('notes where and by what an answer was cut', () => {
    const cut: Heard = { ...playing, heardSamples: 55_200, interrupted: 'speech' };
    expect(interruptionNote(answer(cut))).toBe('cut at 2.3 s by speech');
    expect(interruptionNote(answer({ ...cut, interrupted: 'text' }))).toBe('cut at 2.3 s by a typed message');
    expect(interruptionNote(answer({ ...cut, heardSamples: 0 }))).toBe('never heard; cut by speech');
    expect(interruptionNote({ ...answer(cut), forgotten: true })).toBe(
      'never heard; removed from the model’s context',
    );
    expect(interruptionNote(answer(playing))).toBeNull();
  });

  it('notes what ended early without being cut', () => {
    expect(interruptionNote({ ...answer(playing), status: 'incomplete' })).toBe('not finished');
    expect(interruptionNote({ ...answer(null), status: 'incomplete' })).toBe('not finished');
    expect(interruptionNote(messageItem({ medium: 'text', status: 'incomplete' }))).toBe(
      'not confirmed by the server',
    );
    expect(interruptionNote(messageItem({ medium: 'voice', status: 'incomplete' }))).toBeNull();
  });
});

describe('in place of words', () => {
  it('says what is happening to a spoken message', () => {
    const spoken = messageItem({ text: '', transcription: 'pending' });
    expect(placeholder({ ...spoken, status: 'in-progress' })).toBe('Speaking…');
    expect(placeholder(spoken)).toBe('Transcribing…');
    expect(placeholder({ ...spoken, transcription: 'off', audioMs: 3200 })).toBe('(3.2 s of speech)');
    expect(placeholder({ ...spoken, transcription: 'done', audioMs: 800 })).toBe('(800 ms, no words)');
    expect(placeholder({ ...spoken, text: 'Hel' })).toBeNull();
  });

  it('says why a transcription failed', () => {
    const failed = messageItem({
      text: '',
      transcription: 'failed',
      transcriptionError: 'the audio was too short',
    });
    expect(placeholder(failed)).toBeNull();
    expect(transcriptionFailure(failed)).toBe('Transcription failed: the audio was too short');
    expect(transcriptionFailure({ ...failed, transcriptionError: null })).toBe('Transcription failed');
    expect(transcriptionFailure(messageItem())).toBeNull();
  });
});

describe('tool calls', () => {
  it('reads as a call in one line', () => {
    expect(callSignature(toolCallItem())).toBe('get_weather(city: Paris)');
    expect(callSignature(toolCallItem({ argumentsText: '{"ci' }))).toBe('get_weather({"ci)');
    expect(callSignature(toolCallItem({ argumentsText: '' }))).toBe('get_weather()');
    expect(callSignature(toolCallItem({ argumentsText: '{"a":[1],"b":null}' }))).toBe(
      'get_weather(a: [1], b: null)',
    );
    expect(callSignature(toolCallItem({ argumentsText: `{"a":"${'x'.repeat(500)}"}` })).length).toBeLessThan(
      80,
    );
  });

  it('says how far it is and how long it took', () => {
    expect(callState(toolCallItem())).toBe('done in 320 ms');
    expect(callState(toolCallItem({ state: 'failed', durationMs: 5000 }))).toBe('failed after 5.0 s');
    expect(callState(toolCallItem({ state: 'running', durationMs: null }))).toBe('running…');
    expect(callState(toolCallItem({ state: 'streaming' }))).toBe('writing arguments…');
  });
});

describe('announcements', () => {
  it('waits for a message to be finished', () => {
    expect(announcement(messageItem({ status: 'in-progress' }), 'You')).toBeNull();
    expect(announcement(messageItem({ transcription: 'pending', text: 'Hel' }), 'You')).toBeNull();
    expect(announcement(messageItem(), 'You')).toBe('You: Hello');
    expect(announcement(messageItem(), 'Caller')).toBe('Caller: Hello');
    expect(announcement(answer(playing), 'You')).toBe('Assistant: Hello there');
  });
});
