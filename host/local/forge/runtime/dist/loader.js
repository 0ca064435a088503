"use strict";
// Stands where Forge's own loader stands in a deployed bundle; Atlassian does not publish that one.
exports.main = module.require("./__forge_wrapper__.cjs").main;
