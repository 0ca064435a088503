//! Who posts and where: users and records as the Connect REST API sums them up.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_user_summary.htm>
//! <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_record_summary.htm>

use super::super::automation::get;
use super::super::id::Id;
use super::super::record::View;
use super::super::schema::Object;
use super::super::store::Row;
use super::super::value::Value;
use super::Place;
use super::segment::name_of;
use serde_json::{Map, Value as Json, json};

/// The icon and colour of an object.
pub(crate) fn motif(object: &str) -> Json {
    let (name, color) = match object {
        "User" => ("profile", "65CAE4"),
        "Account" => ("accounts", "7F8DE1"),
        "Case" => ("cases", "F2CF5B"),
        "Contact" => ("contacts", "A094ED"),
        "Lead" => ("leads", "F88962"),
        "Opportunity" => ("opportunities", "FCB95B"),
        _ => ("custom", "8199AF"),
    };
    json!({
        "color": color,
        "largeIconUrl": format!("/img/icon/{name}64.png"),
        "mediumIconUrl": format!("/img/icon/{name}32.png"),
        "smallIconUrl": format!("/img/icon/{name}16.png"),
        "svgIconUrl": null,
    })
}

/// A user or record, whichever the id names.
pub(crate) fn summary(place: &Place<'_>, id: Id) -> Json {
    match place.view.follow(&Value::Id(id)) {
        Some((object, row)) if object.name == "User" => user(place, object, row),
        Some((object, _)) => record(place, object, id),
        None => Json::Null,
    }
}

fn record(place: &Place<'_>, object: &Object, id: Id) -> Json {
    json!({
        "entityLabel": { "label": object.label, "labelPlural": object.label_plural },
        "id": id.to_string(),
        "motif": motif(&object.name),
        "mySubscription": null,
        "name": name_of(place.view, id),
        "type": object.name,
        "url": place.url(&format!("records/{id}")),
    })
}

fn user(place: &Place<'_>, object: &Object, row: &Row) -> Json {
    let text = |name: &str| match get(object, row, name) {
        Value::Null => Json::Null,
        value => json!(value.display()),
    };
    let id = row.id().map(|id| id.to_string()).unwrap_or_default();
    let name = row.id().map(|id| name_of(place.view, id)).unwrap_or_default();
    let company = company(place.view);
    json!({
        "additionalLabel": null,
        "communityNickname": text("CommunityNickname"),
        "companyName": company,
        "displayName": name,
        "firstName": text("FirstName"),
        "id": id,
        "isActive": get(object, row, "IsActive").is_true(),
        "isInThisCommunity": true,
        "lastName": text("LastName"),
        "motif": motif("User"),
        "mySubscription": null,
        "name": name,
        "outOfOffice": { "message": "" },
        "photo": photo(place, &id),
        "reputation": null,
        "title": text("Title"),
        "type": "User",
        "url": place.url(&format!("users/{id}")),
        "userType": "Internal",
    })
}

fn company(view: View<'_>) -> Option<String> {
    let organizations = view.schema.find("Organization")?;
    let (_, row) = view.store.table(organizations.index).rows().next()?;
    Some(get(organizations, row, "Name").display())
}

fn photo(place: &Place<'_>, user: &str) -> Json {
    let base = place.base;
    json!({
        "fullEmailPhotoUrl": format!("{base}/img/userprofile/default_profile_200_v2.png?fromEmail=1"),
        "largePhotoUrl": format!("{base}/profilephoto/005/F"),
        "mediumPhotoUrl": format!("{base}/profilephoto/005/M"),
        "photoVersionId": null,
        "smallPhotoUrl": format!("{base}/profilephoto/005/T"),
        "standardEmailPhotoUrl": format!("{base}/img/userprofile/default_profile_45_v2.png?fromEmail=1"),
        "url": place.url_of("connect", &format!("user-profiles/{user}/photo")),
    })
}

/// `/chatter/users/{id}`
///
/// <https://developer.salesforce.com/docs/atlas.en-us.chatterapi.meta/chatterapi/connect_responses_user_detail.htm>
pub(crate) fn detail(place: &Place<'_>, id: Id) -> Option<Json> {
    let (object, row) = place.view.follow(&Value::Id(id)).filter(|(object, _)| object.name == "User")?;
    let text = |name: &str| match get(object, row, name) {
        Value::Null => Json::Null,
        value => json!(value.display()),
    };
    let mut members = match user(place, object, row) {
        Json::Object(members) => members,
        _ => Map::new(),
    };
    let phones = [("Phone", "Work"), ("MobilePhone", "Mobile"), ("Fax", "Fax")];
    let phones = phones.iter().filter(|(field, _)| !get(object, row, field).is_null());
    let phones: Vec<Json> = phones
        .map(|(field, kind)| json!({ "label": kind, "phoneNumber": text(field), "phoneType": kind, "type": kind }))
        .collect();
    let posted = |objects: &str| {
        let objects = place.view.schema.find(objects);
        objects.map_or(0, |objects| {
            let rows = place.view.store.table(objects.index).rows();
            rows.filter(|(_, row)| {
                *get(objects, row, "CreatedById") == Value::Id(id) && !place.view.is_deleted(objects, row)
            })
            .count()
        })
    };
    let more = json!({
        "aboutMe": text("AboutMe"),
        "address": {
            "city": text("City"),
            "country": text("Country"),
            "formattedAddress": text("Country"),
            "state": text("State"),
            "street": text("Street"),
            "zip": text("PostalCode"),
        },
        "bannerPhoto": {
            "bannerPhotoUrl": format!("{}/profilephoto/005/B", place.base),
            "bannerPhotoVersionId": null,
            "url": place.url_of("connect", &format!("user-profiles/{id}/banner-photo")),
        },
        "chatterActivity": {
            "commentCount": posted("FeedComment"),
            "commentReceivedCount": 0,
            "likeReceivedCount": 0,
            "postCount": posted("FeedItem"),
        },
        "chatterInfluence": { "percentile": "0.0", "rank": 1 },
        "email": text("Email"),
        "followersCount": 0,
        "followingCounts": { "people": 0, "records": 0, "total": 0 },
        "groupCount": 0,
        "hasChatter": true,
        "managerId": text("ManagerId"),
        "managerName": null,
        "phoneNumbers": phones,
        "thanksReceived": null,
        "username": text("Username"),
    });
    if let Json::Object(more) = more {
        members.extend(more);
    }
    Some(Json::Object(members))
}
