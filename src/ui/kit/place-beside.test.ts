import { describe, expect, it } from 'vitest';
import { placeBeside } from './place-beside.ts';

const button = (left: number, top: number) => ({ left, top, bottom: top + 32 });
const wide = { width: 1440, height: 900 };

describe('placeBeside', () => {
  it('opens where it was wished, level with the button', () => {
    expect(placeBeside(button(700, 200), wide, 'down')).toEqual({
      left: '700px',
      top: '236px',
      bottom: 'auto',
      width: '384px',
      maxHeight: '656px',
    });
    expect(placeBeside(button(700, 800), wide, 'up')).toMatchObject({ top: 'auto', bottom: '104px' });
  });

  it('opens on the other side where the wished one has too little room', () => {
    expect(placeBeside(button(0, 800), wide, 'down')).toMatchObject({ top: 'auto', maxHeight: '788px' });
    expect(placeBeside(button(0, 100), wide, 'up')).toMatchObject({ bottom: 'auto', top: '136px' });
  });

  it('stays inside of a narrow window', () => {
    const narrow = { width: 375, height: 667 };
    expect(placeBeside(button(340, 300), narrow, 'down')).toMatchObject({ left: '8px', width: '359px' });
    expect(placeBeside(button(1400, 300), wide, 'down')).toMatchObject({ left: '1048px' });
  });
});
