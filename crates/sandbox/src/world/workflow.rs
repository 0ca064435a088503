//! The editor of workflows, as far as it is about post functions of the installed app.

use serde_json::{Value, json};

use super::World;
use crate::forge::Kept;
use crate::http::{Request, Response};

impl World {
    /// Answers `GET /workflows` and, below `/workflows/{id}/transitions/{id}`, what people do with post functions:
    /// `POST post-functions`, `PUT post-functions/{id}`, `DELETE post-functions/{id}`.
    pub(super) fn workflow_route(&mut self, request: &Request) -> Response {
        let parts: Vec<&str> = request.path().trim_start_matches("/workflows").split('/').skip(1).collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", []) => Response::json(200, &json!({ "workflows": self.workflows() })),
            ("POST", [workflow, "transitions", transition, "post-functions"]) => {
                if !self.has_transition(workflow, transition) {
                    return missing("there is no such transition");
                }
                let kept = read(request);
                match kept.and_then(|kept| self.forge.add_post_function(workflow, transition, &kept)) {
                    Ok(id) => Response::json(201, &json!({ "id": id })),
                    Err(message) => refused(&message),
                }
            }
            ("PUT", [_, "transitions", _, "post-functions", id]) => {
                match read(request).and_then(|kept| self.forge.change_post_function(id, &kept)) {
                    Ok(true) => no_content(),
                    Ok(false) => missing("there is no such post function"),
                    Err(message) => refused(&message),
                }
            }
            ("DELETE", [_, "transitions", _, "post-functions", id]) => match self.forge.remove_post_function(id) {
                true => no_content(),
                false => missing("there is no such post function"),
            },
            _ => Response::json(405, &json!({ "code": "METHOD_NOT_ALLOWED", "message": "no such method here" })),
        }
    }

    /// The site's workflows, with the app's post functions of each transition.
    fn workflows(&self) -> Vec<Value> {
        let mut workflows = self.site.workflows();
        for workflow in &mut workflows {
            let id = workflow["id"].as_str().unwrap_or_default().to_owned();
            let transitions = workflow["transitions"].as_array_mut().into_iter().flatten();
            for transition in transitions.filter_map(Value::as_object_mut) {
                let of = transition.get("id").and_then(Value::as_str).unwrap_or_default();
                let functions = self.forge.post_functions(&id, of);
                transition.insert("postFunctions".into(), functions.into());
            }
        }
        workflows
    }

    fn has_transition(&self, workflow: &str, transition: &str) -> bool {
        self.site.workflows().iter().filter(|one| one["id"] == *workflow).any(|one| {
            one["transitions"].as_array().is_some_and(|steps| steps.iter().any(|step| step["id"] == *transition))
        })
    }
}

fn read(request: &Request) -> Result<Kept, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}

fn no_content() -> Response {
    Response { status: 204, ..Response::default() }
}

fn missing(message: &str) -> Response {
    Response::json(404, &json!({ "code": "NOT_FOUND", "message": message }))
}

fn refused(message: &str) -> Response {
    Response::json(400, &json!({ "code": "INVALID_REQUEST", "message": message }))
}
