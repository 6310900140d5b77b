import { describe, expect, it } from 'vitest';
import { Emitter } from './emitter.ts';

describe('Emitter', () => {
  it('calls listeners until they unsubscribe', () => {
    const emitter = new Emitter<{ word: string }>();
    const heard: string[] = [];
    const off = emitter.on('word', (word) => heard.push(word));
    emitter.emit('word', 'one');
    off();
    emitter.emit('word', 'two');
    expect(heard).toEqual(['one']);
  });

  it('calls the others when one listener throws, then throws what it threw', () => {
    const emitter = new Emitter<{ word: string }>();
    const heard: string[] = [];
    emitter.on('word', () => {
      throw new Error('broken listener');
    });
    emitter.on('word', (word) => heard.push(word));
    expect(() => emitter.emit('word', 'one')).toThrow('broken listener');
    expect(heard).toEqual(['one']);
  });
});
