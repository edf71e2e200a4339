/** In the page: what happens between a key and the frame after it. */

export interface Frame {
  /** Milliseconds of the page's clock. */
  at: number;
  value: string;
  /** The ghost that is drawn; undefined when none is. */
  ghost: string | undefined;
}

declare global {
  interface Window {
    frames_: Frame[];
    latencies: number[];
    tasks: number[];
    shown: () => string | undefined;
    /** When the box got the focus, and how long after that the last key came. */
    entered: number;
    sinceEntered: number;
  }
}

/** Watches the element's box and ghost from the inside of the page: how long a ghost is waited for. */
export function watchPage(): void {
  const element = document.querySelector('ghost-text') as HTMLElement;
  const box = document.querySelector('#box') as HTMLTextAreaElement;
  const clip = element.shadowRoot?.querySelector('.clip') as HTMLElement;
  const text = element.shadowRoot?.querySelector('[part=ghost]')?.firstChild as Text;
  window.shown = () => (clip.style.display === 'block' && text.data !== '' ? text.data : undefined);
  window.latencies = [];
  let key: number | undefined;
  box.addEventListener('keydown', ({ timeStamp }) => {
    key = timeStamp;
  });
  // From the key to the end of the frame after the ghost's change: a message that the frame sends is heard when it is rendered.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: since }) => window.latencies.push(performance.now() - since);
  new MutationObserver(() => {
    if (key === undefined || window.shown() === undefined) return;
    const since = key;
    key = undefined;
    requestAnimationFrame(() => port2.postMessage(since));
  }).observe(text, { characterData: true });
}

/**
 * Watches each frame, and the task of each key; after `watchPage`. It makes the page lay itself out in every frame, which
 * takes time from what is measured: only for who wants to see the frames.
 */
export function watchFrames(): void {
  const box = document.querySelector('#box') as HTMLTextAreaElement;
  window.frames_ = [];
  window.tasks = [];
  // A frame is looked at when everything in it has run: what changes size is told of last, before the paint.
  const last = document.createElement('div');
  document.body.append(last);
  let at = 0;
  new ResizeObserver(() => window.frames_.push({ at, value: box.value, ghost: window.shown() })).observe(
    last,
  );
  const frame = (now: number) => {
    at = now;
    last.style.width = last.style.width === '1px' ? '2px' : '1px';
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  // The task of a key: what lies between the first listener and the last, on the way to the box and back.
  let began = 0;
  let spent = 0;
  const begin = () => {
    began = performance.now();
  };
  const end = () => {
    spent += performance.now() - began;
  };
  for (const type of ['keydown', 'beforeinput', 'input']) {
    window.addEventListener(type, begin, true);
    window.addEventListener(type, end);
  }
  window.addEventListener('keyup', () => {
    window.tasks.push(spent);
    spent = 0;
  });
}
