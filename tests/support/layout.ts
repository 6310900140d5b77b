/**
 * Sizes for tests of virtual lists and canvases: jsdom lays nothing out. Scrollers are 400 px high, everything else that is observed is
 * 24 px, the waveform's canvas 800 × 160; a scroller's content is as high as its list says.
 */

import { vi } from 'vitest';

const SCROLLER_PX = 400;
const ROW_PX = 24;

function isScroller(element: Element): boolean {
  return element.className.includes('overflow-y-auto');
}

function sizeOf(element: Element): { width: number; height: number } {
  if (element.tagName === 'CANVAS') return { width: 800, height: 160 };
  return { width: 500, height: isScroller(element) ? SCROLLER_PX : ROW_PX };
}

class LaidOutResizeObserver implements ResizeObserver {
  readonly #callback: ResizeObserverCallback;
  readonly #observed = new Set<Element>();

  constructor(callback: ResizeObserverCallback) {
    this.#callback = callback;
  }

  observe(target: Element): void {
    this.#observed.add(target);
    queueMicrotask(() => {
      if (!this.#observed.has(target)) return;
      const { width, height } = sizeOf(target);
      const edges = { x: 0, y: 0, top: 0, left: 0, right: width, bottom: height };
      const contentRect = { ...edges, width, height, toJSON: () => edges };
      const size = [{ inlineSize: width, blockSize: height }];
      const entry = {
        target,
        contentRect,
        contentBoxSize: size,
        borderBoxSize: size,
        devicePixelContentBoxSize: size,
      };
      this.#callback([entry], this);
    });
  }

  unobserve(target: Element): void {
    this.#observed.delete(target);
  }

  disconnect(): void {
    this.#observed.clear();
  }
}

/** Call in `beforeEach`; undone by `vi.unstubAllGlobals` and `vi.restoreAllMocks`. */
export function stubLayout(): void {
  vi.stubGlobal('ResizeObserver', LaidOutResizeObserver);
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  vi.spyOn(HTMLElement.prototype, 'offsetParent', 'get').mockImplementation(function (this: HTMLElement) {
    return this.parentElement;
  });
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockImplementation(function (this: Element) {
    return sizeOf(this).height;
  });
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockImplementation(function (this: Element) {
    const list = this.firstElementChild;
    return list instanceof HTMLElement ? Math.max(SCROLLER_PX, Number.parseFloat(list.style.height) || 0) : 0;
  });
  // A browser does not scroll past the end; jsdom does.
  const offsets = new WeakMap<Element, number>();
  vi.spyOn(Element.prototype, 'scrollTop', 'get').mockImplementation(function (this: Element) {
    return offsets.get(this) ?? 0;
  });
  vi.spyOn(Element.prototype, 'scrollTop', 'set').mockImplementation(function (
    this: Element,
    offset: number,
  ) {
    offsets.set(this, Math.max(0, Math.min(offset, this.scrollHeight - this.clientHeight)));
  });
  Element.prototype.scrollTo = function scrollTo(this: Element, to?: ScrollToOptions | number) {
    if (typeof to !== 'object') return;
    this.scrollTop = to.top ?? this.scrollTop;
    this.dispatchEvent(new Event('scroll'));
  };
}
