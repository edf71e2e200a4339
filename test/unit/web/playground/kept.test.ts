import { describe, expect, it } from 'vitest';
import { firstKept, wayOf } from '../../../../web/playground/core/kept.ts';

const FILES = ['playground/0123456789abcdef/page.js', 'local/0123456789abcdef/worker.js'];
const way = (path: string, method = 'GET', root = '/') =>
  wayOf({ root, files: FILES }, method, new URL(path, 'https://a.example'));

describe('the service worker', () => {
  it('keeps the files of its build, which never change', () => {
    expect(way('/playground/0123456789abcdef/page.js')).toBe('kept');
    expect(way('/local/0123456789abcdef/worker.js')).toBe('kept');
  });

  it('takes pages and figures from the network where there is one', () => {
    for (const path of ['/', '/learn', '/classifiers', '/local.js', '/v1/models', '/v1/models/english'])
      expect(way(path)).toBe('fresh');
  });

  it('leaves everything else alone', () => {
    const others = [
      '/complete',
      '/complete?prompt=a',
      '/v1/completions',
      '/reference',
      '/models/english/alias.json',
    ];
    for (const path of [
      ...others,
      '/ghost-text.js',
      '/?a=b',
      '/playground/ffffffffffffffff/page.js',
      '/learn/x',
    ])
      expect(way(path), path).toBeUndefined();
    expect(way('/', 'POST')).toBeUndefined();
  });

  it('stays below the path of its server', () => {
    expect(way('/ai/', 'GET', '/ai/')).toBe('fresh');
    expect(way('/ai/playground/0123456789abcdef/page.js', 'GET', '/ai/')).toBe('kept');
    expect(way('/', 'GET', '/ai/')).toBeUndefined();
    expect(firstKept({ root: '/ai/', files: FILES })).toContain('/ai/learn');
  });
});
