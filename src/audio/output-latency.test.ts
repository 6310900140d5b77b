import { describe, expect, it } from 'vitest';
import { FIREFOX_ON_LINUX_S, outputLatency } from './output-latency.ts';

const FIREFOX_ON_LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';
const FIREFOX_ON_MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:153.0) Gecko/20100101 Firefox/153.0';
const CHROME_ON_LINUX =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

describe('outputLatency', () => {
  it('does not so much as read it in Firefox on Linux, where that can freeze the page', () => {
    let reads = 0;
    const context = {
      get outputLatency() {
        reads += 1;
        return 0.03;
      },
    };
    expect(outputLatency(context, FIREFOX_ON_LINUX)).toBe(FIREFOX_ON_LINUX_S);
    expect(reads).toBe(0);
  });

  it.each([FIREFOX_ON_MAC, CHROME_ON_LINUX])('is what the browser tells: %s', (userAgent) => {
    expect(outputLatency({ outputLatency: 0.03 }, userAgent)).toBe(0.03);
  });

  it('is nothing where the browser has no such figure', () => {
    expect(outputLatency({}, 'Safari')).toBe(0);
  });
});
