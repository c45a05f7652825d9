/** The rules of the house. Each takes the parsed sources and returns one sentence per fault: the file, the rule, what to do. */
import { isProduct, isTest, isTool, levels, narrower, partOf } from './layers'
import type { SourceFile } from './source-file'

export type Rule = (sources: readonly SourceFile[]) => string[]

export const arrowsGoDown: Rule = (sources) =>
  sources
    .filter(isProduct)
    .flatMap((source) => source.imports.flatMap((found) => (found.file ? arrowFault(source.path, found.file) : [])))

function arrowFault(from: string, to: string): string[] {
  const fromPart = partOf(from)
  const toPart = partOf(to)
  if (to.startsWith('simulator/') && fromPart && fromPart !== 'boot') {
    return [`${from} imports ${to}: only boot, scripts and tests may know the simulator. Give the backend's address as data.`]
  }
  if (from.startsWith('simulator/') && toPart && toPart !== 'base') {
    return [
      `${from} imports ${to}: the simulator stands for somebody else's server and may import lib/base only. Move the code into simulator/.`,
    ]
  }
  if (!fromPart || !toPart || fromPart === toPart) return []
  const [fromLevel, toLevel] = [levels[fromPart], levels[toPart]]
  if (fromLevel === undefined)
    return [`${from}: lib/${fromPart} is no part of the house. Put it in a folder of design §3, or add the folder there.`]
  const allowed = narrower[fromPart]
  if (allowed && !allowed.includes(toPart)) {
    return [
      `${from} imports ${to}: ${fromPart} may import ${allowed.join(', ')} only. Move what it needs down there, or take it as a port.`,
    ]
  }
  if (toLevel !== undefined && toLevel < fromLevel) return []
  return [
    `${from} imports ${to}: an import goes to a lower level only (${fromPart} is ${fromLevel}, ${toPart} ${toLevel}). Move it down or pass it in.`,
  ]
}

export const noCycles: Rule = (sources) => {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const done = new Set<string>()
  const faults: string[] = []
  const walk = (file: string, trail: string[]): void => {
    const at = trail.indexOf(file)
    if (at >= 0) {
      faults.push(
        `${[...trail.slice(at), file].join(' → ')}: imports run in a circle (type imports count). Move what both need into a third file.`,
      )
      return
    }
    if (done.has(file)) return
    for (const found of byPath.get(file)?.imports ?? [])
      if (found.file && byPath.has(found.file)) walk(found.file, [...trail, file])
    done.add(file)
  }
  for (const source of sources) walk(source.path, [])
  return faults
}

export const filesAreShort: Rule = (sources) =>
  sources.flatMap(({ path, lines }) => {
    const cap = isTest(path) ? 500 : 300
    return lines > cap ? [`${path} has ${lines} lines: at most ${cap}. Split it by what it does, or move data to JSON.`] : []
  })

/** Next's own constant, filled in at build time, decides there what is built. */
const readsNextRuntime = 'instrumentation.ts'

export const environmentIsReadOnce: Rule = (sources) =>
  sources
    .filter(
      (source) =>
        source.readsProcessEnv &&
        source.path !== 'lib/base/env.ts' &&
        source.path !== readsNextRuntime &&
        !isTest(source.path) &&
        !isTool(source.path),
    )
    .map(
      ({ path }) => `${path} reads process.env: only lib/base/env.ts may. Add the variable to its schema and pass the value in.`,
    )

export const prismaStaysInDb: Rule = (sources) =>
  sources
    .filter((source) => isProduct(source) && partOf(source.path) !== 'db')
    .flatMap((source) => {
      const found = source.imports.find(
        ({ text, file }) => /^(@prisma\/|prisma(\/|$))/.test(text) || file?.startsWith('lib/db/generated'),
      )
      return found ? [`${source.path} imports ${found.text}: Prisma lives under lib/db. Import from lib/db/client instead.`] : []
    })

const sqlParts = ['db', 'reports', 'runtime']

export const sqlStaysBelow: Rule = (sources) =>
  sources
    .filter((source) => isProduct(source) && !sqlParts.includes(partOf(source.path) ?? 'db'))
    .filter((source) => source.rawSql || source.imports.some(({ text }) => text === 'pg'))
    .map(
      ({ path }) =>
        `${path} sends SQL by hand: only lib/db, lib/reports and lib/runtime may. Use the Prisma client, or move the statement there.`,
    )

export const nextStaysAbove: Rule = (sources) =>
  sources
    .filter(
      (source) =>
        isProduct(source) && !['app', 'components', 'auth', 'http', 'boot', 'server'].includes(partOf(source.path) ?? ''),
    )
    .flatMap((source) => {
      const found = source.imports.find(({ text }) => text === 'next' || text.startsWith('next/'))
      return found
        ? [
            `${source.path} imports ${found.text}: Next belongs to app, components, lib/auth, lib/http, lib/boot and server.ts. Return plain data instead.`,
          ]
        : []
    })

export const namesSayWhat: Rule = (sources) =>
  sources.flatMap(({ path }) => {
    const name =
      path
        .split('/')
        .at(-1)
        ?.replace(/\.(test\.)?tsx?$/, '') ?? ''
    if (/^(utils?|helpers?|common|misc|types?)$/.test(name))
      return [`${path}: a file is named for what it holds, not ${name}. Name it for its noun or verb.`]
    if (name === 'index') return [`${path}: no index file. Import the file that holds the thing itself.`]
    const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(name)
    return isKebab ? [] : [`${path}: file names are kebab-case. Rename it.`]
  })

const nextFiles =
  /^(app\/.*\/?(page|layout|template|loading|error|not-found|global-error|default|sitemap|robots|manifest|icon|apple-icon|opengraph-image)\.tsx?|proxy\.ts)$/

export const exportsHaveNames: Rule = (sources) =>
  sources
    .filter((source) => source.hasDefaultExport && !nextFiles.test(source.path) && !isTool(source.path) && !isTest(source.path))
    .map(({ path }) => `${path} has a default export: only files Next asks it of may. Export it by name.`)

/** They show nobody's data: the description of the API, and the answer where there is nothing. */
const openRoutes = ['app/api/v1/openapi.json/route.ts', 'app/api/v1/[...rest]/route.ts']

export const routesAreEndpoints: Rule = (sources) =>
  sources
    .filter(({ path }) => /^app\/api\/v1\/.*route\.tsx?$/.test(path) && !openRoutes.includes(path))
    .flatMap((source) =>
      [...source.exportedCalls]
        .filter(([name, by]) => /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(name) && by !== 'endpoint')
        .map(
          ([name]) =>
            `${source.path} exports ${name} that is not an endpoint(…): every management route goes through lib/http, which authorizes it.`,
        ),
    )

export const pagesCheckTheirActor: Rule = (sources) =>
  sources
    .filter(({ path }) => /^app\/(admin|portal|finance)\/(.*\/)?page\.tsx$/.test(path))
    .filter(({ calls }) => ![...calls].some((name) => /^require[A-Z]\w*$/.test(name)))
    .map(
      ({ path }) =>
        `${path} does not check its actor: call requireActor(…) in the page itself; a layout is not run again on every navigation.`,
    )

export const testsUseTheRealThing: Rule = (sources) =>
  sources
    .filter(({ path, calls }) => isTest(path) && (calls.has('.mock') || calls.has('.doMock')))
    .map(({ path }) => `${path} mocks a module: use the real one, the fake clock or the simulator.`)
