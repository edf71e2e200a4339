/** What a bare Debian machine lacks for WebGPU, by the names of its packages. */
import { existsSync, readdirSync } from 'node:fs';
import koffi from 'koffi';

/** Libraries and the Debian packages that they come in. The second half is what NVIDIA's Vulkan driver loads. */
const VULKAN = { 'libvulkan.so.1': 'libvulkan1' };
const NVIDIA = {
  'libGLdispatch.so.0': 'libglvnd0',
  'libGLX.so.0': 'libglx0',
  'libGL.so.1': 'libgl1',
  'libEGL.so.1': 'libegl1',
  'libX11.so.6': 'libx11-6',
  'libXext.so.6': 'libxext6',
};

/** Where the Vulkan loader looks for drivers by itself. */
const DRIVER_FOLDERS = ['/etc', '/usr/share', '/usr/local/share', '/usr/local/etc'].map(
  (folder) => `${folder}/vulkan/icd.d`,
);
/** Where NVIDIA's container runtime puts its driver, which the loader does not know of. */
const NVIDIA_DRIVER = '/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json';

/** What was found of a machine. */
export interface Machine {
  /** Whether the loader finds a library of that name. */
  has(library: string): boolean;
  /** Whether an NVIDIA GPU was given to this machine. */
  nvidia: boolean;
  /** Whether the Vulkan loader knows of any driver. */
  driver: boolean;
}

/** Lines for a person whose machine showed no GPU: what to install, what to set. */
export function adviceFor({ has, nvidia, driver }: Machine): string[] {
  const wanted = { ...VULKAN, ...(nvidia && NVIDIA) };
  const missing = Object.entries(wanted).filter(([library]) => !has(library));
  const lines = missing.map(([library, name]) => `missing: ${library}, of Debian's ${name}`);
  if (missing.length > 0) lines.push(`apt-get install -y ${missing.map(([, name]) => name).join(' ')}`);
  if (!driver)
    lines.push(
      'missing: a Vulkan driver. Set VK_DRIVER_FILES to the .json of the GPU’s maker (nvidia_icd.json, for one), ' +
        'or install mesa-vulkan-drivers for AMD and Intel',
    );
  if (!nvidia) lines.push('no NVIDIA GPU was given to this machine (/dev/nvidiactl is not there)');
  if (lines.length === 0) lines.push('every library is here: does vulkaninfo (vulkan-tools) find the GPU?');
  return lines;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    has(library) {
      try {
        koffi.load(library);
        return true;
      } catch {
        return false;
      }
    },
    nvidia: existsSync('/dev/nvidiactl'),
    driver: hasDriver(),
  };
}

/** Whether the Vulkan loader was told of a driver, or finds one. */
export const hasDriver = (): boolean =>
  process.env.VK_DRIVER_FILES !== undefined ||
  process.env.VK_ICD_FILENAMES !== undefined ||
  DRIVER_FOLDERS.some((folder) => existsSync(folder) && readdirSync(folder).length > 0);

/** Tells the loader of NVIDIA's driver where it would not find it. Resolves with what was set, for people. */
export function pointAtDriver(): string | undefined {
  if (hasDriver() || !existsSync(NVIDIA_DRIVER)) return undefined;
  process.env.VK_DRIVER_FILES = NVIDIA_DRIVER;
  return `VK_DRIVER_FILES=${NVIDIA_DRIVER}`;
}
