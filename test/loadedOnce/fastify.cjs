module.exports = nodeModule.createRequire(__filename)('fastify');
