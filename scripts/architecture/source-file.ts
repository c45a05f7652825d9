/** A source file as the rules see it: parsed by a real parser (no TypeScript compiler needed), reduced to facts. */
import { builtinModules } from 'node:module'
import path from 'node:path'
import { parseAst } from 'vitest/node'

export type ImportFact = {
  /** As written. */
  text: string
  /** The project file it leads to, or null for a package. */
  file: string | null
  /** Erased at run time. */
  isTypeOnly: boolean
  /** Fetched when that line is run, not with the file. */
  isLate: boolean
}

export type SourceFile = {
  path: string
  lines: number
  isClient: boolean
  imports: ImportFact[]
  readsProcessEnv: boolean
  hasDefaultExport: boolean
  /** Names called anywhere in the file: `f(…)`, and `o.f(…)` as `.f`. */
  calls: Set<string>
  /** Tagged templates and methods that send SQL by hand. */
  rawSql: boolean
  /** Exported name → the function whose call makes it, '' where it is not made by a call. */
  exportedCalls: Map<string, string>
}

type Node = { type: string; [key: string]: unknown }

/** Parses the files of a project, path → text. */
export function parseSources(texts: ReadonlyMap<string, string>): SourceFile[] {
  const paths = new Set(texts.keys())
  return [...texts].map(([file, text]) => parseSource(file, text, paths))
}

export function isBuiltin(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name)
}

function parseSource(file: string, text: string, paths: ReadonlySet<string>): SourceFile {
  const source: SourceFile = {
    path: file,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    isClient: false,
    imports: [],
    readsProcessEnv: false,
    hasDefaultExport: false,
    calls: new Set(),
    rawSql: false,
    exportedCalls: new Map(),
  }
  const root = parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' } as Parameters<typeof parseAst>[1]) as unknown as Node
  visit(root, (node) => readNode(node, source, paths))
  return source
}

function visit(node: Node, read: (node: Node) => void): void {
  read(node)
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const item of value) visitValue(item, read)
    else visitValue(value, read)
  }
}

function visitValue(value: unknown, read: (node: Node) => void): void {
  if (typeof value === 'object' && value !== null && typeof (value as Node).type === 'string') visit(value as Node, read)
}

function readNode(node: Node, source: SourceFile, paths: ReadonlySet<string>): void {
  switch (node.type) {
    case 'ExpressionStatement':
      if (node.directive === 'use client') source.isClient = true
      return
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      readImport(node, source, paths)
      if (node.type === 'ExportNamedDeclaration') readExport(node, source)
      return
    case 'ExportDefaultDeclaration':
      source.hasDefaultExport = true
      return
    case 'MemberExpression':
      if (nameOf(node.object) === 'process' && propertyOf(node) === 'env') source.readsProcessEnv = true
      return
    case 'CallExpression':
      source.calls.add(calleeOf(node))
      if (/^\.\$(query|execute)Raw/.test(calleeOf(node))) source.rawSql = true
      return
    case 'TaggedTemplateExpression':
      if (/^\$(query|execute)Raw/.test(propertyOf(node.tag as Node))) source.rawSql = true
  }
}

function readImport(node: Node, source: SourceFile, paths: ReadonlySet<string>): void {
  const literal = (node.type === 'TSImportType' ? (node.argument ?? node.source) : node.source) as Node | null
  const text = literal?.value ?? (literal?.literal as Node | undefined)?.value
  if (typeof text !== 'string') return
  const specifiers = (node.specifiers ?? []) as Node[]
  const isTypeOnly =
    node.type === 'TSImportType' ||
    node.importKind === 'type' ||
    node.exportKind === 'type' ||
    (specifiers.length > 0 && specifiers.every((item) => item.importKind === 'type' || item.exportKind === 'type'))
  source.imports.push({
    text,
    file: resolveImport(source.path, text, paths),
    isTypeOnly,
    isLate: node.type === 'ImportExpression',
  })
  const namesEnv = specifiers.some((item) => nameOf(item.imported) === 'env')
  if ((text === 'node:process' || text === 'process') && namesEnv) source.readsProcessEnv = true
}

function readExport(node: Node, source: SourceFile): void {
  if (node.exportKind === 'type') return
  // Made elsewhere and passed on: not made here by a call.
  for (const item of (node.specifiers ?? []) as Node[]) source.exportedCalls.set(nameOf(item.exported), '')
  const declaration = node.declaration as Node | null
  if (!declaration) return
  if (declaration.type === 'FunctionDeclaration') source.exportedCalls.set(nameOf(declaration.id), '')
  for (const item of (declaration.declarations ?? []) as Node[]) {
    const made = item.init as Node | null
    const by = made?.type === 'CallExpression' ? calleeOf(made) : ''
    const pattern = item.id as Node
    const names =
      pattern.type === 'ObjectPattern' ? (pattern.properties as Node[]).map((part) => nameOf(part.value)) : [nameOf(pattern)]
    for (const name of names) source.exportedCalls.set(name, by)
  }
}

function calleeOf(call: Node): string {
  const callee = call.callee as Node
  return callee.type === 'MemberExpression' ? `.${propertyOf(callee)}` : nameOf(callee)
}

function nameOf(node: unknown): string {
  const name = (node as Node | null)?.name
  return typeof name === 'string' ? name : ''
}

function propertyOf(node: Node): string {
  const property = node.property as Node | undefined
  return nameOf(property) || String(property?.value ?? '')
}

function resolveImport(from: string, text: string, paths: ReadonlySet<string>): string | null {
  const base = text.startsWith('@/')
    ? text.slice(2)
    : text.startsWith('.')
      ? path.posix.join(path.posix.dirname(from), text)
      : null
  if (base === null) return null
  const stem = base.replace(/\.(js|mjs)$/, '')
  const candidates = [
    base,
    ...[stem, base].flatMap((name) => ['.ts', '.tsx', '/index.ts', '/index.tsx'].map((end) => name + end)),
  ]
  return candidates.find((candidate) => paths.has(candidate)) ?? base
}
