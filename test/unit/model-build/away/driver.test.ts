import { expect, it } from 'vitest';
import { adviceFor } from '../../../../model-build/away/driver.ts';

it('names the Debian packages that NVIDIA’s driver needs beside the loader, in one command', () => {
  const advice = adviceFor({ has: (library) => library === 'libX11.so.6', nvidia: true, driver: true });
  expect(advice).toContain("missing: libvulkan.so.1, of Debian's libvulkan1");
  expect(advice.at(-1)).toBe('apt-get install -y libvulkan1 libglvnd0 libglx0 libgl1 libegl1 libxext6');
});

it('asks for no libraries of X where the GPU is another maker’s, and says that NVIDIA’s was not given', () => {
  const advice = adviceFor({ has: () => false, nvidia: false, driver: true });
  expect(advice).toEqual([
    "missing: libvulkan.so.1, of Debian's libvulkan1",
    'apt-get install -y libvulkan1',
    'no NVIDIA GPU was given to this machine (/dev/nvidiactl is not there)',
  ]);
});

it('says how to point at a driver that the loader does not know, and where to look when all is there', () => {
  expect(adviceFor({ has: () => true, nvidia: true, driver: false })).toEqual([
    expect.stringContaining('VK_DRIVER_FILES'),
  ]);
  expect(adviceFor({ has: () => true, nvidia: true, driver: true })).toEqual([
    expect.stringContaining('vulkaninfo'),
  ]);
});
