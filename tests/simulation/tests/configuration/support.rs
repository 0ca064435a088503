//! What the tests ask and send.

use weftline_simulation::{ADMIN, Luck, Stage, Worker};
use weftline_wire::call::{
    Call, CheckConfigurationCall, ConfigurationCall, Reply, SaveConfigurationCall, SectionDraft,
};
use weftline_wire::configuration::{FieldMapping, Mapping, ProjectConfiguration, Section, Source, Width};
use weftline_wire::view::{CheckView, ConfigurationView, SaveView, SectionProblem};

/// What is configured, as Mia sees it.
pub(crate) fn overview(stage: &mut Stage) -> ConfigurationView {
    match stage.call(ADMIN, Call::Configuration(ConfigurationCall {})) {
        Ok(Reply::Configuration(view)) => view,
        other => panic!("no overview: {other:?}"),
    }
}

pub(crate) fn draft(name: &str, content: Section) -> SectionDraft {
    SectionDraft { name: name.into(), content: Some(content) }
}

pub(crate) fn removal(name: &str) -> SectionDraft {
    SectionDraft { name: name.into(), content: None }
}

pub(crate) fn save_call(base_version: u32, sections: Vec<SectionDraft>) -> Call {
    Call::SaveConfiguration(SaveConfigurationCall { base_version, sections, objects: None })
}

pub(crate) fn save(stage: &mut Stage, base_version: u32, sections: Vec<SectionDraft>) -> SaveView {
    match stage.call(ADMIN, save_call(base_version, sections)) {
        Ok(Reply::SaveConfiguration(view)) => view,
        other => panic!("no answer to a save: {other:?}"),
    }
}

/// Saves, and it is saved.
pub(crate) fn saved(stage: &mut Stage, base_version: u32, sections: Vec<SectionDraft>) -> ConfigurationView {
    match save(stage, base_version, sections) {
        SaveView::Saved { configuration, .. } => configuration,
        other => panic!("not saved: {other:?}"),
    }
}

/// Saves, and it is refused.
pub(crate) fn refused(stage: &mut Stage, base_version: u32, sections: Vec<SectionDraft>) -> Vec<SectionProblem> {
    match save(stage, base_version, sections) {
        SaveView::Invalid { problems } => problems,
        other => panic!("not refused: {other:?}"),
    }
}

pub(crate) fn checked(stage: &mut Stage, sections: Vec<SectionDraft>) -> Vec<SectionProblem> {
    match stage.call(ADMIN, Call::CheckConfiguration(CheckConfigurationCall { sections })) {
        Ok(Reply::CheckConfiguration(CheckView { problems })) => problems,
        other => panic!("no check: {other:?}"),
    }
}

/// An invocation of Mia with bad luck.
pub(crate) fn unlucky(stage: &mut Stage, call: Call, luck: Luck) -> Worker {
    stage.worker(ADMIN, call, luck)
}

/// Project SUP, with all its issue types.
pub(crate) fn support_project() -> ProjectConfiguration {
    ProjectConfiguration {
        id: "10000".into(),
        key: "SUP".into(),
        name: "Support".into(),
        connection: None,
        issue_types: Vec::new(),
    }
}

pub(crate) fn field(name: &str, source: Source) -> FieldMapping {
    FieldMapping {
        field: name.into(),
        label: None,
        source,
        default: None,
        width: Width::One,
        help: None,
        read_only: false,
        potential_results: false,
    }
}

/// The mapping of cases in every project.
pub(crate) fn case_mapping(view: &ConfigurationView) -> Mapping {
    let case = view.objects.iter().find(|object| object.object == "Case").unwrap();
    case.mappings.iter().find(|mapping| mapping.project == "*").unwrap().mapping.clone()
}

/// The codes of problems, with the fields they concern.
pub(crate) fn codes(problems: &[SectionProblem]) -> Vec<(String, Option<String>)> {
    problems.iter().map(|found| (found.problem.code.clone(), found.problem.field.clone())).collect()
}
