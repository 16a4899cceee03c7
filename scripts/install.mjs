// Installs what is missing before the program or its tests run. No dependency: it runs on a bare clone.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OLDEST_NODE = 20

/** Ends with one sentence where Node is too old. */
export function checkNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= OLDEST_NODE) return
  process.stderr.write(
    `doutu needs Node ${OLDEST_NODE} or newer, and this is ${process.version}. Install a newer one from https://nodejs.org.\n`,
  )
  process.exit(1)
}

/** Runs `npm ci` where a package is missing or has another version than the lock file says. */
export function installMissing({ development }) {
  const missing = missingPackages(development)
  if (missing.length === 0) return
  const shown = missing.slice(0, 3).join(', ') + (missing.length > 3 ? ` and ${missing.length - 3} more` : '')
  process.stderr.write(`Installing what is missing (${shown}); this takes a minute or two the first time …\n`)
  // onnxruntime-node's own script would fetch CUDA libraries that are not needed; its CPU binary is in the package.
  const environment = { ...process.env, npm_config_onnxruntime_node_install: 'skip' }
  const kind = development || existsSync(join(ROOT, 'node_modules/vitest')) ? [] : ['--omit=dev']
  const options = {
    cwd: ROOT,
    env: environment,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 1 << 28,
  }
  const install = command =>
    spawnSync('npm', [...command, '--no-audit', '--no-fund', ...kind], {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  let result = install(['ci'])
  // A mirror that lacks some platform's packages makes `npm ci` refuse the lock file; `npm install` takes what there is.
  if (/EUSAGE|E404/.test(result.stderr ?? '')) result = install(['install', '--no-save'])
  if (result.status === 0) return
  // Ctrl-C reaches npm as well, and its half of an install is no failure to explain.
  if (result.signal === 'SIGINT') process.exit(130)
  process.stderr.write(`${whyInstallFailed(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}`)}\n`)
  process.exit(1)
}

function missingPackages(development) {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const names = Object.keys({ ...manifest.dependencies, ...(development ? manifest.devDependencies : {}) })
  return names.filter(name => {
    const path = join(ROOT, 'node_modules', name, 'package.json')
    if (!existsSync(path)) return true
    return JSON.parse(readFileSync(path, 'utf8')).version !== packages[`node_modules/${name}`]?.version || !builds(name)
  })
}

// Native packages can be there and yet not built, after an install that was cut off or ran without scripts.
function builds(name) {
  if (name === 'better-sqlite3' && Number(process.versions.node.split('.')[0]) < 22)
    return existsSync(join(ROOT, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'))
  if (name === 'hnswlib-node') return existsSync(join(ROOT, 'node_modules/hnswlib-node/build/Release/addon.node'))
  return true
}

/** One sentence on why an install failed, then the end of what npm said. */
export function whyInstallFailed(output) {
  const errors = output.split('\n').filter(line => /^npm err/i.test(line))
  const tail = (errors.length > 0 ? errors.slice(0, 12) : output.trim().split('\n').slice(-12)).join('\n')
  if (
    /not found: (make|g\+\+|cc|c\+\+)|gyp ERR! (find Python|stack Error: not found)|Could not find any Python|find VS|xcode-select|No Xcode/i.test(
      output,
    )
  ) {
    return `${tail}\n\nA compiler is missing: install python3, make and g++ (Debian and Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install), then run the command again.`
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(output))
    return `${tail}\n\nThe package registry cannot be reached: check the connection (or npm's registry setting), then run the command again.`
  if (/EACCES|EPERM|EROFS/.test(output))
    return `${tail}\n\nThe folder ${ROOT} cannot be written: give yourself write access to it, then run the command again.`
  if (/ENOSPC/.test(output)) return `${tail}\n\nThe disk is full: doutu needs about 700 MB, then run the command again.`
  return `${tail}\n\nThe install failed: see the lines above, then run the command again.`
}
