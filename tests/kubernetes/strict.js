// node strict.js TYPES FILE: FILE is JSON, a list of objects as an API server takes them. Prints what a field is that
// the API does not know, has another type, or lacks, one a line. TypeScript finds it: to a literal that is given to a typed
// constant, unknown properties are errors. TYPES names the package with the types: kubernetes-types, or an older one.
'use strict';
const fs = require('fs');
const ts = require('typescript');

const [types, file] = process.argv.slice(2);
const objects = JSON.parse(fs.readFileSync(file, 'utf8'));

// apps/v1 is in the module "apps/v1", networking.k8s.io/v1 in "networking/v1", v1 in "core/v1".
function typeOf({apiVersion, kind}) {
  if (apiVersion.startsWith('monitoring.coreos.com/')) {
    return `import("./service-monitor").${kind}`;
  }
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  return `import("${types}/${group.replace(/\..*/, '')}/${version}").${kind}`;
}

const begins = [];
let source = 'export {};\n';
objects.forEach((one, number) => {
  begins.push(source.length);
  source += `const x${number}: ${typeOf(one)} = ${JSON.stringify(one, null, 1)};\n`;
});
const program_file = 'manifests.ts';
fs.writeFileSync(program_file, source);

const program = ts.createProgram([program_file], {
  noEmit: true, strict: true, skipLibCheck: true, types: [],
  moduleResolution: ts.ModuleResolutionKind.Node10, target: ts.ScriptTarget.ES2020,
});
for (const found of ts.getPreEmitDiagnostics(program)) {
  const at = begins.filter((begin) => begin <= (found.start ?? 0)).length - 1;
  const name = at < 0 ? '' : `${objects[at].kind} ${objects[at].metadata.name}: `;
  console.log(name + ts.flattenDiagnosticMessageText(found.messageText, ' ').replace(/\s+/g, ' '));
}
