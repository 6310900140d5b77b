/** What the emulator says at length. It never pretends to be a model. */

export const INTRODUCTION =
  'This is the Sidetone emulator, not a model. Talk to me, and I play back what I heard. Type help, and I say what else I can do.';

export const STILL_THERE =
  'Are you still there? I heard nothing for a while, so I speak up, as the session asks.';

export const ALPHABET = `${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').join(', ')}.`;

export const LONG_STORY = [
  'This is a long story, so that you can interrupt it.',
  'Long ago, every telephone let you hear a little of your own voice in the earpiece.',
  'The engineers called that the sidetone.',
  'Without it, people thought that the line was dead, and they shouted.',
  'With too much of it, they heard themselves too loudly, and they whispered.',
  'So somebody sat in a quiet room for a year and turned a small knob, a little to the left, and a little to the right.',
  'In the morning the knob was too far to the left, and everybody shouted.',
  'In the evening it was too far to the right, and everybody whispered.',
  'One day at noon it was just right, and nobody noticed anything at all.',
  'That is how you know that an engineer has done well.',
  'The knob is still there, in every telephone that has one.',
  'Now you know why this console has its name, and the story is over.',
].join(' ');

export const HELP = [
  'I am the Sidetone emulator, not a model. These are my rules.',
  'Speak, and I say for how long you spoke and play your own words back.',
  'Ask "what are your instructions", and I read them.',
  'Put a line "Begin with: some words" into the instructions, and every answer begins with those words.',
  'Ask "count to 20", "read the alphabet", or "tell a long story", and interrupt me.',
  'Say "repeat after me: some words", or "say some words".',
  'Ask for the "weather in Paris", and I call get_weather if the session has it.',
  'Tell me "remember colour is blue", and I call set_memory if the session has it.',
  'When a tool has answered, I sum the answer up.',
  'Commands that show faults:',
  '/error sends an error event.',
  '/fail ends the response as failed, with rate_limit_exceeded.',
  '/slow N waits N seconds before the first delta.',
  '/drop kills the connection in the middle of an answer.',
  '/close CODE closes it there with that code.',
  '/silence N sends N seconds of silence as the answer.',
  '/stall stops in the middle of an answer for ever, until you cancel.',
  '/garbage sends a malformed frame and an event of an unknown type.',
  '/incomplete breaks the answer off as incomplete.',
  '/late goes on sending deltas after you cancel.',
  '/burst N sends N deltas as fast as it can.',
  '/expire ends the session there, as after an hour.',
].join('\n');
